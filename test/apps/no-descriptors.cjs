// Uses up its file descriptors when it is asked to.
const {execFileSync} = require('node:child_process');
const fs = require('node:fs');
const http = require('node:http');

const LIMIT = 128;

function exhaust() {
  execFileSync('prlimit', [`--nofile=${LIMIT}`, '--pid', String(process.pid)]);
  try {
    for (;;) fs.openSync('/dev/null');
  } catch (error) {
    return error.code;
  }
}

const server = http.createServer((request, response) =>
  response.end(request.url === '/exhaust' ? exhaust() : ''),
);
server.listen(0, () => console.log(`PORT main ${server.address().port}`));
