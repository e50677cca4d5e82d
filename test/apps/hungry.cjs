// Keeps as much memory as it is asked to.
const http = require('node:http');

const kept = [];
const server = http.createServer((request, response) => {
  const {searchParams} = new URL(request.url, 'http://x');
  const megabytes = Number(searchParams.get('mb') ?? 0);
  if (megabytes > 0) kept.push(Buffer.alloc(megabytes * 1024 * 1024, 1));
  for (let i = Number(searchParams.get('objects') ?? 0); i > 0; i--) kept.push({i});
  response.end(String(process.pid));
});
server.keepAliveTimeout = 120_000;
server.listen(0, () => console.log(`PORT main ${server.address().port}`));
