// A server that is closed as soon as it was told to listen, and another one in its place.
const http = require('node:http');
const path = require('node:path');

const socket = path.join(process.env.XDG_RUNTIME_DIR, 'place.sock');
const first = http.createServer();
first.listen(socket, () => console.log('the first one listens'));
first.close();
const second = http.createServer((_request, response) => response.end('second'));
second.listen(socket, () => console.log('the second one listens'));
