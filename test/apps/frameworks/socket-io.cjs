const http = require('node:http');
const {Server} = require('socket.io');

const server = http.createServer((_request, response) => response.end('hello'));
const io = new Server(server);
io.on('connection', socket => {
  socket.emit('pid', process.pid);
  socket.on('echo', (text, answer) => answer(text));
});
server.listen(0, () => console.log(`PORT main ${server.address().port}`));
