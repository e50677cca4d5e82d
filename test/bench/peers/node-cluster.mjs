/**
 * What clusterview is measured against: `node:cluster` as its documentation has it, with an app that knows nothing of
 * it. Sends `{serving}`, the pids of the workers that listen, whenever they change.
 */
import cluster from 'node:cluster';
import process from 'node:process';

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
  cluster.fork();
  tell();
});
for (let i = 0; i < Number(workers); i++) cluster.fork();
// Ends with whoever started it; the workers notice by themselves.
process.on('disconnect', () => process.exit());

function tell() {
  if (process.connected) process.send({serving: [...serving]});
}
