// Listens on a file descriptor of the master's, and on a port.
const http = require('node:http');

const answer = (_, response) => response.end(String(process.pid));
const given = http.createServer(answer);
given.on('error', ({code}) => console.log(`ERROR ${code}`));
given.listen({fd: 3}, () => console.log('PORT given 1'));
const server = http.createServer(answer);
server.listen(0, () => console.log(`PORT main ${server.address().port}`));
