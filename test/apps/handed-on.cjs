// HTTP behind a server of its own that hands it the connections, as what tells protocols apart does.
const http = require('node:http');
const net = require('node:net');

const behind = http.createServer((request, response) => {
  setTimeout(() => response.end('answered'), Number(new URL(request.url, 'http://x').searchParams.get('ms')));
});
const server = net.createServer(socket => behind.emit('connection', socket));
server.listen(0, () => console.log(`PORT main ${server.address().port}`));
