/**
 * What clusterview is measured against: `node:cluster` as its documentation has it, with an app that knows nothing of
 * it. Sends `{serving}`, the pids of the workers that listen, whenever they change; takes `{replace}`, the pid of one
 * that is to stop gracefully.
 */
import cluster from 'node:cluster';
import process from 'node:process';

const KILL_MS = 10_000;
const [app, scheduling, workers] = process.argv.slice(2);
cluster.schedulingPolicy = scheduling === 'NONE' ? cluster.SCHED_NONE : cluster.SCHED_RR;
cluster.setupPrimary({exec: app});
const serving = new Set();
cluster.on('listening', worker => {
  serving.add(worker.process.pid);
  tell();
});
cluster.on('exit', worker => {
  serving.delete(worker.process.pid);
  if (!worker.exitedAfterDisconnect) cluster.fork();
  tell();
});
process.on('message', ({replace}) => {
  cluster.fork().once('listening', () => {
    // It may have ended meanwhile: then another one stands for it already.
    const old = Object.values(cluster.workers).find(worker => worker.process.pid === replace);
    if (old) stop(old);
  });
});
for (let i = 0; i < Number(workers); i++) cluster.fork();
// Ends with whoever started it; the workers notice by themselves.
process.on('disconnect', () => process.exit());

/**
 * As the documentation of `worker.disconnect()` has it where connections live long: the app is told by what it knows
 * to close them, and killed where it does not.
 */
function stop(worker) {
  worker.process.kill('SIGTERM');
  worker.disconnect();
  const late = setTimeout(() => worker.process.kill('SIGKILL'), KILL_MS);
  worker.once('exit', () => clearTimeout(late));
}

function tell() {
  if (process.connected) process.send({serving: [...serving]});
}
