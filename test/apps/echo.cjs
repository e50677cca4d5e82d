// Plain TCP: says its pid, then echoes.
const net = require('node:net');

const server = net.createServer(socket => {
  socket.write(`${process.pid}\n`);
  socket.pipe(socket);
  socket.on('error', () => {});
});
server.listen(0, () => console.log(`PORT main ${server.address().port}`));
