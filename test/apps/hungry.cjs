// Keeps as much memory as it is asked to, and can be long at a snapshot of its heap.
const {execFileSync} = require('node:child_process');
const fs = require('node:fs');
const http = require('node:http');
const v8 = require('node:v8');

const kept = [];
const {writeHeapSnapshot} = v8;
if (process.env.STOPS_IN_SNAPSHOT) {
  // Stands still (SIGSTOP) behind a first part of it, until it gets SIGCONT.
  v8.writeHeapSnapshot = file => {
    fs.writeFileSync(file, '{"snapshot":');
    // Node's own would wait for the debugger to disconnect.
    execFileSync('/bin/sh', ['-c', `kill -STOP ${process.pid}`]);
    fs.unlinkSync(file);
    return writeHeapSnapshot(file);
  };
}
const server = http.createServer((request, response) => {
  const {searchParams} = new URL(request.url, 'http://x');
  const megabytes = Number(searchParams.get('mb') ?? 0);
  if (megabytes > 0) kept.push(Buffer.alloc(megabytes * 1024 * 1024, 1));
  response.end(String(process.pid));
});
server.keepAliveTimeout = 120_000;
server.listen(0, () => console.log(`PORT main ${server.address().port}`));
