// A port for each worker, as apps have it that a proxy chooses from.
const http = require('node:http');

const port = Number(process.env.PORTS.split(',')[process.env.NODE_APP_INSTANCE]);
http
  .createServer((_, response) => response.end(String(process.pid)))
  .listen(port, '127.0.0.1', () => console.log(`PORT ${process.env.NODE_APP_INSTANCE} ${port}`));
