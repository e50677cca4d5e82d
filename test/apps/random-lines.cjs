// Writes what cannot be compressed by much, a megabyte in about a second, and serves meanwhile.
const {randomBytes} = require('node:crypto');
const http = require('node:http');

setInterval(() => {
  for (let i = 0; i < 10; i++) console.log(randomBytes(1000).toString('hex'));
}, 20);
const server = http.createServer((_, response) => response.end('served'));
server.listen(0, () => console.log(`PORT main ${server.address().port}`));
