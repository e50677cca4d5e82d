// Listens on a second socket too, until its directory holds a file named `one-is-enough`.
const {existsSync} = require('node:fs');
const http = require('node:http');

const listen = name => {
  const server = http.createServer((_request, response) => response.end(name));
  server.listen(0, () => console.log(`PORT ${name} ${server.address().port}`));
};
listen('main');
if (!existsSync('one-is-enough')) listen('second');
