// HTTP behind a server of its own that hands it the connections, as what tells protocols apart does.
const {existsSync} = require('node:fs');
const http = require('node:http');
const net = require('node:net');

const behind = http.createServer((request, response) => {
  const file = new URL(request.url, 'http://x').searchParams.get('file');
  const timer = setInterval(() => {
    if (file && !existsSync(file)) return;
    clearInterval(timer);
    response.end('answered');
  }, 20);
});
const server = net.createServer(socket => behind.emit('connection', socket));
server.listen(0, () => console.log(`PORT main ${server.address().port}`));
