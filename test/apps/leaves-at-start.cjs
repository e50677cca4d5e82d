// Disconnects before it listens, and lives on; with UNLESS_MISSING only if that file is there.
const {existsSync} = require('node:fs');
const http = require('node:http');

const file = process.env.UNLESS_MISSING;
if (!file || existsSync(file)) {
  require('node:cluster').worker.disconnect();
  setInterval(() => {}, 1000);
} else {
  const server = http.createServer((_request, response) => response.end('hello'));
  server.listen(0, () => console.log(`PORT main ${server.address().port}`));
}
