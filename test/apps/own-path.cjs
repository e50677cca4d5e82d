// Removes the path of its Unix socket before it listens, since a crash may have left it there.
const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');

const socket = path.join(process.env.XDG_RUNTIME_DIR, 'app.sock');
fs.rmSync(socket, {force: true});
http
  .createServer((_, response) => response.end(String(process.pid)))
  .listen(socket, () => console.log('PORT unix 1'));
