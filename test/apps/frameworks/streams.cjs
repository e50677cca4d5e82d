// Long answers and long requests: server-sent events, an upload, and a protocol of its own over TCP.
const {createHash} = require('node:crypto');
const http = require('node:http');
const net = require('node:net');

const server = http.createServer((request, response) => {
  if (request.url.startsWith('/events')) {
    const count = Number(new URL(request.url, 'http://x').searchParams.get('count'));
    response.writeHead(200, {'Content-Type': 'text/event-stream'});
    let sent = 0;
    const timer = setInterval(() => {
      sent += 1;
      response.write(`data: ${sent} ${process.pid}\n\n`);
      if (sent === count) response.end();
      if (sent === count) clearInterval(timer);
    }, 20);
    response.on('close', () => clearInterval(timer));
  } else if (request.method === 'POST') {
    const hash = createHash('sha256');
    let bytes = 0;
    request.on('data', chunk => {
      bytes += chunk.length;
      hash.update(chunk);
    });
    request.on('end', () => response.end(JSON.stringify({bytes, hash: hash.digest('hex'), by: process.pid})));
  } else response.end(String(process.pid));
});
server.listen(0, () => console.log(`PORT http ${server.address().port}`));

const lines = net.createServer(socket => {
  socket.write(`${process.pid}\n`);
  socket.on('data', text => socket.write(`echo ${text}`));
  socket.on('error', () => {});
});
lines.listen(0, () => console.log(`PORT tcp ${lines.address().port}`));
