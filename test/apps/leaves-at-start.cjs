// Disconnects before it listens, and lives on, or ends with LATE; with UNLESS_MISSING only if that file is there.
const cluster = require('node:cluster');
const {existsSync} = require('node:fs');
const http = require('node:http');

/** From then on an end by itself is not taken for one that came too early. */
const LATE_MS = 1100;
const file = process.env.UNLESS_MISSING;
if (file && !existsSync(file)) {
  const server = http.createServer((_request, response) => response.end('hello'));
  server.listen(0, () => console.log(`PORT main ${server.address().port}`));
} else if (process.env.LATE) {
  setTimeout(() => cluster.worker.kill(), LATE_MS);
} else {
  cluster.worker.disconnect();
  setInterval(() => {}, 1000);
}
