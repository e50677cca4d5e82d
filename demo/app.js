// A plain Node server to try clusterview on: it knows nothing of clusters, and has a route for everything
// that can happen to a server. `curl localhost:3000/help` lists them.
import http from 'node:http';
import process from 'node:process';
import {setTimeout as sleep} from 'node:timers/promises';

const PORT = Number(process.env.PORT ?? 3000);
const SLOW_MS_MAX = 60_000;
const CPU_MS_MAX = 10_000;
const BLOCK_S_MAX = 600;
const LEAK_KB_MAX = 100_000;
const NOT_FOUND_EVERY = 50;
const ERROR_EVERY = 200;
const LOG_EVERY = 1000;

const routes = {
  '/': {help: 'answers at once', run: respond => respond(200, 'hello\n')},
  '/help': {help: 'this list', run: respond => respond(200, help())},
  '/health': {help: 'answers 200 while the server is up', run: respond => respond(200, 'ok\n')},
  '/items': {
    help: '/items/ID: now and then 404 or 500',
    run(respond, _, path) {
      const id = Number(path.slice('/items/'.length)) || 0;
      if (id % ERROR_EVERY === ERROR_EVERY - 1) respond(500, 'no luck\n');
      else if (id % NOT_FOUND_EVERY === NOT_FOUND_EVERY - 1) respond(404, 'no such item\n');
      else respond(200, `item ${id}\n`);
    },
  },
  '/slow': {
    help: '?ms=300 answers after that time',
    async run(respond, query) {
      await sleep(bounded(query, 'ms', 300, SLOW_MS_MAX));
      respond(200, 'at last\n');
    },
  },
  '/cpu': {
    help: '?ms=50 burns CPU for that time',
    run(respond, query) {
      burn(bounded(query, 'ms', 50, CPU_MS_MAX));
      respond(200, 'phew\n');
    },
  },
  '/leak': {
    help: '?kb=1024 keeps that much memory for ever',
    run(respond, query) {
      leaked.push(Buffer.alloc(bounded(query, 'kb', 1024, LEAK_KB_MAX) * 1024, 1));
      respond(200, `${leaked.length} leaks\n`);
    },
  },
  '/throw': {
    help: 'an exception that nobody catches',
    run() {
      setImmediate(() => {
        throw new TypeError('thrown by /throw');
      });
    },
  },
  '/reject': {
    help: 'a rejection that nobody handles',
    run() {
      Promise.reject(new Error('rejected by /reject'));
    },
  },
  '/exit': {
    help: '?code=1 ends the process',
    run(_, query) {
      process.exit(bounded(query, 'code', 1, 255));
    },
  },
  '/block': {
    help: '?s=5 blocks the event loop for that time',
    run(respond, query) {
      burn(bounded(query, 's', 5, BLOCK_S_MAX) * 1000);
      respond(200, 'unblocked\n');
    },
  },
};

const leaked = [];
let served = 0;

const server = http.createServer((request, response) => {
  const {pathname, searchParams} = new URL(request.url, 'http://localhost');
  const respond = (status, text) => {
    response.writeHead(status, {'content-type': 'text/plain'});
    response.end(text);
  };
  const route = routes[pathname.startsWith('/items/') ? '/items' : pathname];
  if (route) route.run(respond, searchParams, pathname);
  else respond(404, `no route ${pathname}; see /help\n`);

  served += 1;
  if (served % LOG_EVERY === 0) console.log(`${served} requests so far`);
});

server.listen(PORT, () => console.log(`listening on ${PORT}`));

function help() {
  return Object.entries(routes)
    .map(([path, route]) => `${path.padEnd(8)} ${route.help}\n`)
    .join('');
}

function bounded(query, name, standard, max) {
  const value = Number(query.get(name) ?? standard);
  return Number.isFinite(value) ? Math.min(max, Math.max(0, value)) : standard;
}

function burn(ms) {
  const end = Date.now() + ms;
  while (Date.now() < end);
}
