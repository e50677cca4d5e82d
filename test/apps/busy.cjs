// Keeps a core busy for a share of the time, and makes garbage when asked.
const http = require('node:http');

const share = Number(process.env.BUSY_SHARE ?? 0);
const PERIOD_MS = 20;
const ballast = Buffer.alloc(Number(process.env.BALLAST_BYTES ?? 0), 1);

function burn() {
  const end = performance.now() + PERIOD_MS * share;
  while (performance.now() < end);
  // The event loop turns, and the worker reports, with a share of 1, too.
  if (share < 1) setTimeout(burn, PERIOD_MS * (1 - share));
  else setImmediate(burn);
}
if (share > 0) burn();

const kept = new Array(10_000);
const server = http.createServer((request, response) => {
  if (request.url === '/garbage') {
    for (let i = 0; i < 100_000; i++) kept[i % kept.length] = {text: `${i}`, list: [i, ballast]};
  }
  response.end('done');
});
server.listen(0, () => console.log(`PORT main ${server.address().port}`));
