// Listens on one port twice.
const http = require('node:http');

const first = http.createServer((_, response) => response.end('hello'));
first.listen(0, () => {
  const {port} = first.address();
  const second = http.createServer();
  second.on('error', ({code}) => console.log(`ERROR ${code}`));
  second.listen(port);
});
