// Throws when it is told to end.
process.on('SIGTERM', () => {
  throw new Error('thrown at the end');
});
require('node:http')
  .createServer((_, response) => response.end())
  .listen(0);
