// The shape of a server around a framework that renders pages: prepared first, then one handler for all.
const {createServer} = require('node:http');
const {setTimeout: sleep} = require('node:timers/promises');

async function prepare() {
  await sleep(100);
  return async (request, response) => {
    if (request.url === '/fail') {
      response.writeHead(500, {'Content-Type': 'application/json'});
      response.end(JSON.stringify({message: 'failed on purpose'}));
    } else if (request.url === '/pid') {
      response.end(String(process.pid));
    } else if (request.method === 'POST') {
      const chunks = [];
      for await (const chunk of request) chunks.push(chunk);
      response.writeHead(201, {'Content-Type': 'application/json'});
      response.end(JSON.stringify({...JSON.parse(Buffer.concat(chunks)), by: process.pid}));
    } else {
      // Streamed, as pages are.
      response.setHeader('Content-Type', 'text/html');
      response.write('<html>');
      await sleep(1);
      response.end('hello</html>');
    }
  };
}

prepare().then(handler => {
  const server = createServer((request, response) => handler(request, response));
  server.listen(0, () => console.log(`PORT main ${server.address().port}`));
});
