// Steady but uneven load on the demo app, on this machine only: connections that stay open, with thinking
// time between requests, beside new ones for a single request; most requests light, a few slow or heavy.
// usage: node demo/load.js [--havoc]   (PORT as for the app; --havoc also crashes and blocks workers)
import http from 'node:http';
import process from 'node:process';
import {setTimeout as sleep} from 'node:timers/promises';

const PORT = Number(process.env.PORT ?? 3000);
/** It ends by itself, should nobody end it. */
const RUN_MS_MAX = 24 * 60 * 60 * 1000;
const RETRY_MS = 500;
/** Then a client comes back with a new connection, as people do. */
const REQUESTS_A_VISIT = 50;
const REQUEST_TIMEOUT_MS = 10_000;
const HAVOC_EVERY_MS = 8000;

/** Clients at once, how long each thinks between two requests, and whether it keeps its connection. */
const CROWDS = [
  {clients: 12, thinkMs: 100, keepAlive: true},
  {clients: 2, thinkMs: 25, keepAlive: true},
  {clients: 4, thinkMs: 150, keepAlive: false},
];
const WEIGHTED_PATHS = [
  [70, () => '/'],
  [20, () => `/items/${Math.floor(Math.random() * 1000)}`],
  [6, () => `/slow?ms=${20 + Math.floor(Math.random() * 200)}`],
  [4, () => `/cpu?ms=${5 + Math.floor(Math.random() * 15)}`],
];
const HAVOC_PATHS = ['/throw', '/reject', '/exit?code=3', '/block?s=4'];

const end = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => end.abort());
// Whoever started it is gone.
process.once('disconnect', () => end.abort());
setTimeout(() => end.abort(), RUN_MS_MAX).unref();

const jobs = CROWDS.flatMap(crowd => Array.from({length: crowd.clients}, () => visit(crowd)));
if (process.argv.includes('--havoc')) jobs.push(wreakHavoc());
await Promise.allSettled(jobs);
// The channel to whoever started it would keep this process alive.
if (process.connected) process.disconnect();

async function visit({thinkMs, keepAlive}) {
  while (!end.signal.aborted) {
    // One agent a visit: each has a connection of its own.
    const agent = new http.Agent({keepAlive, maxSockets: 1});
    for (let i = 0; i < REQUESTS_A_VISIT && !end.signal.aborted; i++) {
      const answered = await get(pickPath(), agent);
      await pause(answered ? thinkMs * (0.5 + Math.random()) : RETRY_MS);
    }
    agent.destroy();
  }
}

async function wreakHavoc() {
  while (!end.signal.aborted) {
    await pause(HAVOC_EVERY_MS);
    await get(HAVOC_PATHS[Math.floor(Math.random() * HAVOC_PATHS.length)]);
  }
}

/** Resolves with whether an answer came; errors are what the demo is there to show. */
function get(path, agent) {
  return new Promise(resolve => {
    const options = {
      host: '127.0.0.1',
      port: PORT,
      path,
      agent,
      timeout: REQUEST_TIMEOUT_MS,
      signal: end.signal,
    };
    const request = http.get(options, response => {
      response.resume();
      response.on('end', () => resolve(true));
      response.on('error', () => resolve(false));
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(false));
  });
}

function pickPath() {
  let ticket = Math.random() * WEIGHTED_PATHS.reduce((sum, [weight]) => sum + weight, 0);
  for (const [weight, path] of WEIGHTED_PATHS) {
    ticket -= weight;
    if (ticket < 0) return path();
  }
  return '/';
}

function pause(ms) {
  return sleep(ms, undefined, {signal: end.signal}).catch(() => {});
}
