// Does what a worker may do that is out of the ordinary.
const cluster = require('node:cluster');
const http = require('node:http');

process.on('SIGUSR2', () => console.log('got SIGUSR2'));
process.on('uncaughtException', () => console.log('survived'));
const server = http.createServer((request, response) => {
  switch (request.url) {
    case '/disconnect':
      response.end('bye');
      cluster.worker.disconnect();
      // It has work of its own to finish.
      setInterval(() => {}, 1000);
      break;
    case '/ask-for-nonsense':
      process.send({cmd: 'NODE_CLUSTERVIEW', act: 'listen', addressType: 'udp9', port: 1});
      response.end('asked');
      break;
    case '/exit':
      process.exit(1);
      break;
    case '/throw-odd-stack': {
      const error = new Error('odd');
      error.stack = {};
      throw error;
    }
    case '/throw-odd-object':
      throw {
        get [Symbol.toStringTag]() {
          throw new Error('looked at');
        },
      };
    default:
      response.end(String(process.pid));
  }
});
server.listen(0, () => console.log(`PORT main ${server.address().port}`));
