const http = require('node:http');

const server = http.createServer((_, response) => response.end(String(process.pid)));
server.listen({port: 0, exclusive: true}, () => console.log(`PORT main ${server.address().port}`));
