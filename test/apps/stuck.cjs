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

const {MAX_STRING_LENGTH} = require('node:buffer').constants;
// Of a core; what comes out is a third to a fifth of it, since not all of a small text's time grows so fast.
const PARSE_MICROS = 50e6;

// Each collection of the garbage looks at all the numbers in front of it: twice the size takes four times as long.
function textOf(size) {
  const garbage = `{"a":[${'{"30":0},'.repeat(100)}0],"a":0},`;
  return `[${'0,'.repeat(size * 1.2e6)}${garbage.repeat(size * 33_000)}0]`;
}

// A single text, as large as this machine needs to be at it for long enough.
function json() {
  const small = textOf(1);
  const before = process.cpuUsage();
  JSON.parse(small);
  const {user, system} = process.cpuUsage(before);
  const size = Math.sqrt(PARSE_MICROS / (user + system));
  const text = textOf(Math.min(size, Math.floor(MAX_STRING_LENGTH / small.length)));
  // The worker reports before, so that it is nothing else that it is stuck in.
  setTimeout(() => JSON.parse(text), 1500);
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
