const http = require('node:http');

const server = http.createServer((_, response) => response.end('hello'));
server.listen(0, () => {
  console.log(`PORT main ${server.address().port}`);
  if (!process.env.NEVER) setTimeout(() => process.send('ready'), 200);
});
