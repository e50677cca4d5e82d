// Uses up its file descriptors when it is asked to, and whichever becomes free again.
const {execFileSync} = require('node:child_process');
const fs = require('node:fs');
const http = require('node:http');

const LIMIT = 128;
const AGAIN_MS = 20;

function exhaust() {
  try {
    for (;;) fs.openSync('/dev/null');
  } catch (error) {
    return error.code;
  }
}

const server = http.createServer((request, response) => {
  if (request.url === '/exhaust') {
    execFileSync('prlimit', [`--nofile=${LIMIT}`, '--pid', String(process.pid)]);
    setInterval(exhaust, AGAIN_MS);
  }
  response.end(exhaust());
});
server.listen(0, () => console.log(`PORT main ${server.address().port}`));
