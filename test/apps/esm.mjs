import cluster from 'node:cluster';
import http from 'node:http';

const server = http.createServer((_, response) => {
  response.end(
    JSON.stringify({
      isWorker: cluster.isWorker,
      isPrimary: cluster.isPrimary,
      workerId: cluster.worker.id,
      instance: process.env.NODE_APP_INSTANCE,
      custom: process.env.MY_INSTANCE,
      slot: process.env.CLUSTERVIEW_SLOT,
      uniqueId: process.env.NODE_UNIQUE_ID,
      nodeEnv: process.env.NODE_ENV,
      argv: process.argv.slice(2),
      execArgv: process.execArgv,
      hasSend: typeof process.send,
    }),
  );
});
server.listen(0, () => console.log(`PORT main ${server.address().port}`));
