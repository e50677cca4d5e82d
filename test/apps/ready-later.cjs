// Listens at once, and says that it is ready when the file GATE is there.
const fs = require('node:fs');
const http = require('node:http');

const EVERY_MS = 20;

const server = http.createServer((_, response) => response.end(String(process.pid)));
server.listen(0, () => {
  console.log(`PORT main ${server.address().port}`);
  const timer = setInterval(() => {
    if (!fs.existsSync(process.env.GATE)) return;
    clearInterval(timer);
    process.send('ready');
  }, EVERY_MS);
});
