// Writes numbered lines, as many a second as LINES says, and whatever it is asked to.
const http = require('node:http');

const EVERY_MS = 20;
const perSecond = Number(process.env.LINES ?? 0);
const slot = process.env.CLUSTERVIEW_SLOT;
let written = 0;

function write(lines) {
  let text = '';
  for (let i = 0; i < lines; i++)
    text += `line ${++written} of worker ${slot}, as long as those of a real app are\n`;
  process.stdout.write(text);
}

if (perSecond > 0) setInterval(() => write((perSecond * EVERY_MS) / 1000), EVERY_MS);
else write(Number(process.env.FIRST ?? 0));
http
  .createServer((request, response) => {
    const {pathname, searchParams} = new URL(request.url, 'http://x');
    if (pathname === '/out') process.stdout.write(`${searchParams.get('text')}\n`);
    if (pathname === '/err') process.stderr.write(`${searchParams.get('text')}\n`);
    if (pathname === '/throw') {
      setImmediate(() => {
        throw new TypeError('thrown on purpose');
      });
    }
    response.end(String(written));
  })
  .listen(0);
