// Ends itself in the ways that apps do which were written for node:cluster or pm2.
const cluster = require('node:cluster');
const {existsSync} = require('node:fs');
const http = require('node:http');
const {setTimeout: sleep} = require('node:timers/promises');

const server = http.createServer(async (request, response) => {
  const {pathname, searchParams} = new URL(request.url, 'http://x');
  switch (pathname) {
    case '/disconnect':
      response.end(String(process.pid));
      cluster.worker.disconnect();
      break;
    case '/kill':
      response.end(String(process.pid));
      cluster.worker.kill();
      break;
    case '/process-disconnect':
      response.end(String(process.pid));
      process.disconnect();
      break;
    case '/disconnect-and-hang':
      cluster.worker.disconnect();
      setImmediate(() => {
        for (;;);
      });
      break;
    case '/slow-until': {
      const file = searchParams.get('file');
      while (!existsSync(file)) await sleep(20);
      response.end(String(process.pid));
      break;
    }
    case '/slow':
      await sleep(Number(searchParams.get('ms')));
      response.end(String(process.pid));
      break;
    default:
      response.end(String(process.pid));
  }
});
if (process.env.ON_MESSAGE) {
  process.on('message', async message => {
    console.log(`message ${message}`);
    if (process.env.ON_MESSAGE === 'ignore' || message !== 'shutdown') return;
    // On a busy machine that may come before it has cleaned up.
    process.on('SIGTERM', () => console.log('got SIGTERM'));
    await sleep(300);
    console.log('cleaned up');
    process.exit(0);
  });
}
if (process.env.ON_SIGTERM) {
  process.on('SIGTERM', () => {
    console.log('got SIGTERM');
    if (process.env.ON_SIGTERM === 'disconnect') process.disconnect();
    else process.exit(0);
  });
}
if (process.env.UNREF) {
  process.removeAllListeners('message');
  process.channel.unref();
}
cluster.worker?.on('disconnect', () => console.log('disconnected'));
server.keepAliveTimeout = 120_000;
server.listen(0, () => console.log(`PORT main ${server.address().port}`));
