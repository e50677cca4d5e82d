// Listens, and then computes for a while before its event loop turns.
const http = require('node:http');

const server = http.createServer((_request, response) => response.end('hello'));
server.listen(0, () => console.log(`PORT main ${server.address().port}`));
const end = Date.now() + Number(process.env.BUSY_MS);
while (Date.now() < end);
