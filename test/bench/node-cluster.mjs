/** What clusterview is measured against: `node:cluster` and nothing else, with an app that knows nothing of it. */
import cluster from 'node:cluster';
import process from 'node:process';

const [app, policy, workers] = process.argv.slice(2);
cluster.schedulingPolicy = policy === 'shared' ? cluster.SCHED_NONE : cluster.SCHED_RR;
cluster.setupPrimary({exec: app});
let listening = 0;
cluster.on('listening', () => {
  listening += 1;
  if (listening < Number(workers)) return;
  const pids = Object.values(cluster.workers).map(worker => worker.process.pid);
  process.send({pids: [process.pid, ...pids]});
});
for (let i = 0; i < Number(workers); i++) cluster.fork();
// Ends with whoever started it; the workers notice by themselves.
process.on('disconnect', () => process.exit());
