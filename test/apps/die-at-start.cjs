// Fails as its environment says, or as the file that it names says by then.
const fs = require('node:fs');
const http = require('node:http');

function loop() {
  for (;;);
}

const how =
  process.env.HOW ??
  (fs.existsSync(process.env.HOW_FILE) ? fs.readFileSync(process.env.HOW_FILE, 'utf8') : '');
if (how === 'throw') throw new Error('thrown at start');
else if (how === 'exit') process.exit(7);
else if (how === 'loop') loop();
else if (how === 'syntax') require('./broken/syntax.cjs');
else if (how !== 'end') {
  const server = http.createServer((_, response) => response.end(how || 'first'));
  server.on('upgrade', (_, socket) => {
    socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: any\r\n\r\n');
    socket.on('end', () => socket.end()).on('error', () => {});
  });
  if (how !== 'never') server.listen(0, () => console.log(`PORT main ${server.address().port}`));
  else setInterval(() => {}, 1000);
}
