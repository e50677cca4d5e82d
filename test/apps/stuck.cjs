// Every way in which an event loop stops turning.
const {execSync} = require('node:child_process');
const {pbkdf2Sync} = require('node:crypto');
const [fs, http] = [require('node:fs'), require('node:http')];

function loop() {
  for (;;);
}

function regularExpression() {
  return /^(a+)+$/.test(`${'a'.repeat(60)}b`);
}

function wait() {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

function child() {
  execSync('sleep 300');
}

function json() {
  const text = `[${'{"a":[1,2,{"b":"ccccc"}]},'.repeat(1e6)}1]`;
  for (;;) JSON.parse(text);
}

function native() {
  pbkdf2Sync('x', 'y', 2 ** 31 - 1, 64, 'sha512');
}

function deep(calls = 30) {
  if (calls > 0) deep(calls - 1);
  else loop();
}

function spinFor(ms) {
  const end = Date.now() + ms;
  while (Date.now() < end);
}

function spinUntil(file) {
  while (!fs.existsSync(file));
}

const ways = {loop, deep, regularExpression, wait, child, json, native};
if (process.env.OWN_SIGUSR1) process.on('SIGUSR1', () => console.log('SIGUSR1 of the app'));

const server = http.createServer((request, response) => {
  const {pathname, searchParams} = new URL(request.url, 'http://x');
  if (pathname.slice(1) in ways) console.log(`STUCK ${pathname}`);
  if (pathname === '/say') process.stderr.write(searchParams.get('text'));
  if (pathname === '/spin') spinFor(Number(searchParams.get('ms')));
  else if (pathname === '/spin-until') spinUntil(searchParams.get('file'));
  else ways[pathname.slice(1)]?.();
  response.end(String(process.pid));
});
// Connections that stay open are the tests' own to close.
server.keepAliveTimeout = 120_000;
server.listen(0, () => console.log(`PORT main ${server.address().port}`));
