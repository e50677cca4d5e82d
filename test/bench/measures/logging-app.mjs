// Answers like the demo's fast route, and writes so many lines a second whatever else it does.
import http from 'node:http';

const EVERY_MS = 20;
const linesEach = (Number(process.env.LINES_PER_SECOND) * EVERY_MS) / 1000;
let written = 0;
setInterval(() => {
  for (let i = 0; i < linesEach; i++) {
    written += 1;
    console.log(`request ${written} answered with 200 in ${(written % 97) / 10} ms, 1234 bytes`);
  }
}, EVERY_MS);
http.createServer((_, response) => response.end('hello\n')).listen(Number(process.env.PORT));
