// Writes much faster than a reader that does not read can take; there is a file `flooded` when many lines are through.
const fs = require('node:fs');
const http = require('node:http');

const line = 'x'.repeat(1000);
const MANY = 10_000;
let lines = 0;
setInterval(() => {
  for (let i = 0; i < 200; i++) console.log(line);
  lines += 200;
  if (lines === MANY) process.stdout.write('\n', () => fs.writeFileSync('flooded', ''));
}, 20);
http.createServer().listen(0);
