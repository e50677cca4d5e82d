// Looks for a port that is free, and listens on it; a replacement finds the one before in a file.
const fs = require('node:fs');
const http = require('node:http');
const net = require('node:net');
const path = require('node:path');

const file = path.join(process.env.XDG_RUNTIME_DIR, 'port');
const listen = port =>
  http
    .createServer((_, response) => response.end(String(process.pid)))
    .listen(port, '127.0.0.1', () => console.log(`PORT main ${port}`));
const probe = net.createServer();
probe.listen(fs.existsSync(file) ? Number(fs.readFileSync(file)) : 0, '127.0.0.1', () => {
  const {port} = probe.address();
  fs.writeFileSync(file, `${port}`);
  probe.close(() => listen(port));
});
