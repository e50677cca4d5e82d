// Has itself stopped before it listens, and listens when somebody has it go on.
const http = require('node:http');

process.kill(process.pid, 'SIGSTOP');
http.createServer((_, response) => response.end(String(process.pid))).listen(0);
