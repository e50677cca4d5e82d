import http from 'node:http';
import {onDrain} from 'clusterview';
import {WebSocketServer} from 'ws';

const server = http.createServer((_request, response) => response.end('hello'));
const sockets = new WebSocketServer({server});
sockets.on('connection', socket => {
  socket.send(String(process.pid));
  socket.on('message', message => socket.send(`echo ${message}`));
});
if (process.env.CLOSE_ON_DRAIN) {
  onDrain(() => {
    for (const socket of sockets.clients) socket.close(1012, 'the server restarts');
  });
}
server.listen(0, () => console.log(`PORT main ${server.address().port}`));
