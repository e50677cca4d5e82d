// Closes its server in the worker that is named, and stays alive.
const http = require('node:http');

setInterval(() => {}, 1000);
const server = http.createServer((request, response) => {
  response.setHeader('connection', 'close');
  const {pathname, searchParams} = new URL(request.url, 'http://x');
  response.end(String(process.pid));
  if (pathname === '/close' && searchParams.get('pid') === String(process.pid)) {
    server.close(() => console.log('closed'));
  }
});
server.listen(0, () => console.log(`PORT main ${server.address().port}`));
