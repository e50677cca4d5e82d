// Ends itself on SIGTERM, or refuses to, and tells of each signal that it gets.
const http = require('node:http');

const server = http.createServer((_, response) => response.end('hello'));
server.listen(0, () => console.log(`PORT main ${server.address().port}`));
process.on('SIGTERM', () => {
  console.log('got SIGTERM');
  if (process.env.LISTENS_LATE) listenLate();
  else if (!process.env.STUBBORN) server.close(() => process.exit(0));
});
function listenLate() {
  const late = http.createServer();
  late.on('error', ({code}) => {
    console.log(`ERROR ${code}`);
    process.exit(0);
  });
  late.listen(0);
}
process.on('SIGINT', () => console.log('got SIGINT'));
