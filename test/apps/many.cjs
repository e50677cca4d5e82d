// Several listeners in one app: two ports of the system's choice, and a Unix socket.
const http = require('node:http');
const path = require('node:path');

for (const name of ['first', 'second']) {
  const server = http.createServer((_, response) => response.end(name));
  server.listen(0, () => console.log(`PORT ${name} ${server.address().port}`));
}
const socket = path.join(process.env.XDG_RUNTIME_DIR, 'app.sock');
http.createServer((_, response) => response.end('unix')).listen(socket, () => console.log('PORT unix 1'));
