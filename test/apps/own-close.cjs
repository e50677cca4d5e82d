// Puts a close of its own in the place of Node's, right behind listen, as apps do that have more to close.
const http = require('node:http');

const server = http.createServer((_, response) => {
  response.end('bye');
  server.close();
});
server.listen(0, () => console.log(`PORT main ${server.address().port}`));
const close = server.close.bind(server);
server.close = callback => {
  console.log('closed by the app');
  return close(callback);
};
