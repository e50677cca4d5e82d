// Writes much faster than a reader that does not read can take.
const http = require('node:http');

const line = 'x'.repeat(1000);
setInterval(() => {
  for (let i = 0; i < 200; i++) console.log(line);
}, 20);
http.createServer().listen(0);
