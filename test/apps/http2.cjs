// HTTP/2 without TLS, by streams and by the compatibility API.
const http2 = require('node:http2');

const first = http2.createServer();
first.on('stream', stream => {
  stream.respond({':status': 200});
  stream.end(String(process.pid));
});
first.listen(0, () => console.log(`PORT streams ${first.address().port}`));
const second = http2.createServer((request, response) => {
  if (request.url === '/busy') {
    const end = performance.now() + 300;
    while (performance.now() < end);
  }
  if (request.url === '/fail') response.statusCode = 503;
  response.end(String(process.pid));
});
second.listen(0, () => console.log(`PORT compatible ${second.address().port}`));
