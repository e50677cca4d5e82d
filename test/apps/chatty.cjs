// Writes a line to each stream, one of them in pieces.
const http = require('node:http');

process.stdout.write('out in ');
process.stdout.write('pieces\n');
console.error('on stderr');
http.createServer().listen(0);
