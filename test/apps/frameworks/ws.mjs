import {readFileSync} from 'node:fs';
import http from 'node:http';
import {onDrain} from 'clusterview';
import {WebSocketServer} from 'ws';

const server = http.createServer((_request, response) => response.end('hello'));
const sockets = new WebSocketServer({server});
sockets.on('connection', socket => {
  socket.send(String(process.pid));
  socket.on('message', message => {
    const [, ms] = /^in (\d+) ms$/.exec(message) ?? [];
    if (ms) setTimeout(() => socket.send(`echo ${message}`), Number(ms));
    else socket.send(`echo ${message}`);
  });
});
if (process.env.CLOSE_ON_DRAIN) {
  onDrain(() => {
    for (const socket of sockets.clients) socket.close(1012, 'the server restarts');
  });
}
const {KEEP_ALIVE_FILE} = process.env;
if (KEEP_ALIVE_FILE) {
  server.keepAliveTimeout = Number(readFileSync(KEEP_ALIVE_FILE));
  server.on('connection', () => console.log(`CONNECTION ${process.pid}`));
  // Node has one of its own until then, and takes that away.
  server.on('upgrade', (_request, socket) => socket.on('timeout', () => socket.destroy()));
}
server.listen(0, () => console.log(`PORT main ${server.address().port}`));
