// The app that is measured, the same under everything: plain Node, which does for a graceful stop what pm2's manual
// asks of an app (`ready` when it listens, and an end by itself at SIGINT), and is as good a citizen elsewhere. With
// UNPREPARED=1 it does nothing of the kind, as most apps.
import {writeFileSync} from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import process from 'node:process';

const MS_MAX = 10_000;
let isStopping = false;

const server = http.createServer((request, response) => {
  // A client that is told does not send another request to a connection that is about to be closed.
  if (isStopping) response.setHeader('Connection', 'close');
  const [path, query] = request.url.split('?');
  const ms = Math.min(MS_MAX, Number(new URLSearchParams(query).get('ms') ?? 0));
  if (path === '/slow') setTimeout(() => response.end('at last\n'), ms);
  else if (path === '/cpu') response.end(burn(ms));
  else if (path === '/pid') response.end(String(process.pid));
  else if (path === '/throw') setImmediate(fail);
  else response.end('hello\n');
});

// As a service behind a proxy has it, which keeps its connections for as long.
if (process.env.KEEP_ALIVE_MS) server.keepAliveTimeout = Number(process.env.KEEP_ALIVE_MS);
const {LISTENING_DIRECTORY} = process.env;
server.listen(Number(process.env.PORT), () => {
  if (LISTENING_DIRECTORY) writeFileSync(path.join(LISTENING_DIRECTORY, String(process.pid)), '');
});
if (!process.env.UNPREPARED) {
  server.once('listening', () => process.send?.('ready'));
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, stop);
}

function stop() {
  isStopping = true;
  server.close(() => {
    // The channel of pm2 would keep it alive, as its manual has it. Elsewhere it ends when it has nothing left to do: what is
    // on its way to it is not lost.
    if (process.env.pm_id !== undefined) process.exit(0);
  });
}

function burn(ms) {
  const end = performance.now() + ms;
  while (performance.now() < end);
  return 'phew\n';
}

function fail() {
  throw new Error('thrown by /throw');
}
