// Lives on whatever happens to its servers, and writes down when it ends by itself.
const fs = require('node:fs');

setInterval(() => {}, 1000);
process.on('exit', () => fs.appendFileSync(process.env.EXITS, `${process.pid}\n`));
require('node:http')
  .createServer((_, response) => response.end())
  .listen(0);
