// Survives that its port cannot be had, whose error nobody listens to or a listener throws again, and takes another one.
const http = require('node:http');

const server = http.createServer((_request, response) => response.end(String(process.pid)));
if (process.env.THROWS) {
  server.on('error', error => {
    throw error;
  });
}
process.once('uncaughtException', error => {
  console.log(`ERROR ${error.code}`);
  server.close();
  if (process.env.GIVES_UP) return;
  server.listen(0, '127.0.0.1', () => console.log(`PORT main ${server.address().port}`));
});
server.listen(Number(process.env.PORT), '127.0.0.1');
