// Reads a line in front of HTTP, as what takes the PROXY protocol does: it has the place of Node's own listener.
const http = require('node:http');

const server = http.createServer((_, response) => response.end(String(process.pid)));
const [serve] = server.listeners('connection');
server.removeListener('connection', serve);
server.on('connection', socket => {
  socket.once('data', head => {
    if (!String(head).startsWith('PROXY ')) return socket.destroy();
    socket.pause();
    socket.unshift(head.subarray(head.indexOf('\n') + 1));
    serve.call(server, socket);
    socket.resume();
  });
});
server.keepAliveTimeout = 120_000;
server.listen(0, () => console.log(`PORT main ${server.address().port}`));
