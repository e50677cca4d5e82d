import dgram from 'node:dgram';
import {once} from 'node:events';
import {chmodSync, rmSync, statSync, writeFileSync} from 'node:fs';
import http2 from 'node:http2';
import https from 'node:https';
import net from 'node:net';
import path from 'node:path';
import {describe, expect, onTestFinished, test} from 'vitest';
import {bindServer, type ServerHandle} from '../../source/master/node-internals.js';
import {startCluster, type TestCluster} from '../support/cluster.js';
import {get} from '../support/http.js';
import {makePlace} from '../support/place.js';
import {waitFor} from '../support/wait-for.js';

/** Bodies of so many requests, a new connection each. */
async function bodies(port: number, count: number, path = '/'): Promise<Set<string>> {
  const answers = await Promise.all(Array.from({length: count}, () => get(port, path)));
  return new Set(answers.map(({body}) => body));
}

/** Node tells it of servers only. */
function descriptorOf(socket: dgram.Socket): number {
  const state = Object.getOwnPropertySymbols(socket).find(({description}) => description === 'state symbol')!;
  return (socket as unknown as Record<symbol, {handle: {readonly fd: number}}>)[state]!.handle.fd;
}

async function workerPids(cluster: TestCluster): Promise<string[]> {
  return (await cluster.workers()).map(({pid}) => String(pid)).sort();
}

// Listening is the same in all those where the master accepts.
describe.each(['round-robin', 'shared'])('with the policy %s', policy => {
  const args = ['--policy', policy];

  test('a CommonJS app is served by its workers on one port', async () => {
    const cluster = await startCluster('http.cjs', {args});
    const seen = await bodies(await cluster.port(), 40, '/pid');
    const pids = await workerPids(cluster);
    expect(pids).toHaveLength(2);
    for (const pid of seen) expect(pids).toContain(pid);
    // The kernel may give all to one; the master may not.
    if (policy === 'round-robin') expect([...seen].sort()).toEqual(pids);
    expect(await cluster.stop()).toBe(0);
  });

  test('each listen(0) of an app is a port of its own, the same one in all workers', async () => {
    const cluster = await startCluster('many.cjs', {args, workers: 3});
    const first = await cluster.port('first');
    const second = await cluster.port('second');
    expect(first).not.toBe(second);
    await cluster.waitUntil('three listeners', ({cluster: {listeners}}) => listeners.length === 3);
    const ports = new Set(
      cluster.logs.map(({text}) => text).filter(text => /^PORT (first|second)/.test(text)),
    );
    expect(ports.size).toBe(2);
    expect([...(await bodies(first, 9))]).toEqual(['first']);
    expect([...(await bodies(second, 9))]).toEqual(['second']);
  });

  test('a Unix socket is listened on, and is gone when the cluster is', async () => {
    const cluster = await startCluster('many.cjs', {args});
    const socketPath = path.join(cluster.place.directory, 'app.sock');
    await cluster.port('unix');
    await cluster.waitForEvent(/worker 2 .*listen\w+ on \/.*app\.sock/);
    for (let i = 0; i < 5; i++) expect((await get(0, '/', {socketPath})).body).toBe('unix');
    expect(await cluster.stop()).toBe(0);
    await expect(get(0, '/', {socketPath})).rejects.toThrow(/ENOENT/);
  });

  test('a Unix socket that the master was given by its descriptor is listened on', async () => {
    const place = makePlace();
    const socketPath = path.join(place.directory, 'given.sock');
    const handle = bindServer(socketPath, -1, -1, undefined, 0) as ServerHandle & {readonly fd: number};
    onTestFinished(() => handle.close());
    const cluster = await startCluster('descriptor.cjs', {args, place, descriptors: [handle.fd]});
    await cluster.port('given');
    const pids = await workerPids(cluster);
    for (let i = 0; i < 5; i++) expect(pids).toContain((await get(0, '/', {socketPath})).body);
    await cluster.waitForEvent(/listen\w+ on a Unix socket/);
    const {listeners} = (await cluster.snapshot()).cluster;
    expect(listeners).toContainEqual({address: 'a Unix socket (fd 3)', kind: 'unix', held: 0});
  });

  test('plain TCP works in both directions', async () => {
    const cluster = await startCluster('echo.cjs', {args});
    const socket = net.connect(await cluster.port(), '127.0.0.1').setEncoding('utf8');
    const [greeting] = await once(socket, 'data');
    expect(await workerPids(cluster)).toContain(greeting.trim());
    socket.write('there and back');
    const [echo] = await once(socket, 'data');
    expect(echo).toBe('there and back');
    socket.destroy();
  });

  test('HTTPS and HTTP/2 work, and their requests are counted', async () => {
    const cluster = await startCluster('secure.cjs', {args});
    const pids = await workerPids(cluster);
    const httpsPort = await cluster.port('https');
    for (let i = 0; i < 4; i++) {
      const body = await new Promise<string>((resolve, reject) => {
        const options = {
          host: '127.0.0.1',
          port: httpsPort,
          agent: false,
          rejectUnauthorized: false,
        } as const;
        https.get(options, response => response.setEncoding('utf8').on('data', resolve)).on('error', reject);
      });
      expect(pids).toContain(body);
    }
    const session = http2.connect(`https://127.0.0.1:${await cluster.port('http2')}`, {
      rejectUnauthorized: false,
    });
    for (let i = 0; i < 3; i++) {
      const stream = session.request({':path': '/'}).setEncoding('utf8');
      const [body] = await once(stream, 'data');
      expect(pids).toContain(body);
      await once(stream, 'close');
    }
    session.close();
    await cluster.waitUntil('7 requests', ({total}) => total.requests.finished === 7);
  });
});

test('an ESM app sees a cluster worker, its own numbers, and no trace of clusterview', async () => {
  const cluster = await startCluster('esm.mjs', {
    args: ['--instance-var', 'MY_INSTANCE', '--', '--flag', 'value'],
  });
  const answers = [...(await bodies(await cluster.port(), 10))].map(body => JSON.parse(body));
  expect(answers).toHaveLength(2);
  for (const answer of answers) {
    expect(answer).toMatchObject({
      isWorker: true,
      isPrimary: false,
      argv: ['--flag', 'value'],
      execArgv: [],
      hasSend: 'function',
    });
    expect(answer.instance).toBeUndefined();
    expect(answer.uniqueId).toBeUndefined();
    expect(answer.nodeEnv).toBeUndefined();
    expect(Number(answer.custom)).toBe(Number(answer.slot) - 1);
  }
  expect(answers.map(({slot}) => slot).sort()).toEqual(['1', '2']);
  const ids = (await cluster.workers()).map(({id}) => id).sort();
  expect(answers.map(({workerId}) => workerId).sort()).toEqual(ids);
});

test('a TypeScript app runs as it is', async () => {
  const cluster = await startCluster('typescript.ts');
  expect((await get(await cluster.port())).body).toBe('typed');
});

test('arguments of Node reach the workers', async () => {
  const cluster = await startCluster('esm.mjs', {
    args: ['--node-args', '--stack-trace-limit=7 --no-warnings'],
  });
  const {execArgv} = JSON.parse((await get(await cluster.port())).body);
  expect(execArgv).toEqual(['--stack-trace-limit=7', '--no-warnings']);
});

test('an exclusive listener makes its worker ready and stays the one worker’s own', async () => {
  const cluster = await startCluster('exclusive.cjs');
  await cluster.waitForEvent(/exclusive: true/);
  const ports = cluster.logs.map(({text}) => text).filter(text => text.startsWith('PORT'));
  expect(new Set(ports).size).toBe(2);
  expect((await cluster.snapshot()).cluster.listeners).toEqual([]);
});

test('UDP datagrams are answered by the workers', async () => {
  const cluster = await startCluster('udp.cjs');
  const port = await cluster.port();
  const pids = await workerPids(cluster);
  const client = dgram.createSocket('udp4');
  for (let i = 0; i < 5; i++) {
    client.send('ping', port, '127.0.0.1');
    const [answer] = await once(client, 'message');
    expect(pids).toContain(String(answer));
  }
  client.close();
});

test('a datagram that a worker has received is answered though it is told to end', async () => {
  const place = makePlace();
  const gate = path.join(place.directory, 'gate');
  const cluster = await startCluster('udp-late.cjs', {workers: 1, place, env: {GATE: gate}});
  const [before] = await workerPids(cluster);
  const client = dgram.createSocket('udp4');
  client.send('ping', await cluster.port(), '127.0.0.1');
  await waitFor('the datagram', () => cluster.logs.some(({text}) => text === 'RECEIVED'));
  const reload = cluster.client.reload();
  await waitFor('the signal', () => cluster.logs.some(({text}) => text === 'TOLD'));
  const answer = once(client, 'message');
  writeFileSync(gate, '');
  expect(String((await answer)[0])).toBe(before);
  await reload;
  client.close();
});

test('what the app forks, and its threads, do not load the agent', async () => {
  const cluster = await startCluster('children.cjs');
  const answers = JSON.parse((await get(await cluster.port())).body);
  expect(answers).toEqual({child: {execArgv: [], agent: false}, thread: 'up'});
});

test('a reload keeps the listeners that the new code asks for, and closes the others', async () => {
  const cluster = await startCluster('changing.cjs');
  const [main, second] = [await cluster.port('main'), await cluster.port('second')];
  const {
    cluster: {listeners},
  } = await cluster.waitUntil('two listeners', snapshot => snapshot.cluster.listeners.length === 2);
  await cluster.client.reload();
  expect((await cluster.snapshot()).cluster.listeners).toEqual(listeners);

  writeFileSync(path.join(cluster.place.directory, 'one-is-enough'), '');
  await cluster.client.reload();
  await cluster.waitUntil('one listener', snapshot => snapshot.cluster.listeners.length === 1);
  expect((await get(main)).body).toBe('main');
  await expect(get(second)).rejects.toThrow(/ECONNREFUSED/);
});

test('a server that is closed before it could listen leaves its address to the next one', async () => {
  const cluster = await startCluster('close-at-once.cjs');
  const socketPath = path.join(cluster.place.directory, 'place.sock');
  expect((await get(0, '/', {socketPath})).body).toBe('second');
  expect(cluster.logs.map(({text}) => text)).not.toContain('the first one listens');
  expect((await cluster.snapshot()).cluster.listeners).toHaveLength(1);
});

test.each(['round-robin', 'shared'])(
  'a Unix socket whose path the app removes before it listens is found by clients, with the policy %s',
  async policy => {
    const cluster = await startCluster('own-path.cjs', {workers: 4, args: ['--policy', policy]});
    const socketPath = path.join(cluster.place.directory, 'app.sock');
    for (let i = 0; i < 3; i++) {
      expect(await workerPids(cluster)).toContain((await get(0, '/', {socketPath})).body);
      await cluster.client.reload();
    }
    expect((await cluster.snapshot()).cluster.listeners).toHaveLength(1);
    expect(await cluster.stop()).toBe(0);
    await expect(get(0, '/', {socketPath})).rejects.toThrow(/ENOENT/);
  },
);

test.each(['round-robin', 'shared'])(
  'a Unix socket whose path goes while workers serve it is found again, with the policy %s',
  async policy => {
    const cluster = await startCluster('own-path.cjs', {workers: 2, args: ['--policy', policy]});
    const socketPath = path.join(cluster.place.directory, 'app.sock');
    const pids = await workerPids(cluster);
    chmodSync(socketPath, 0o666);
    const {mode} = statSync(socketPath);
    const {sequence} = await cluster.snapshot();
    await cluster.waitUntil('a look at it', snapshot => snapshot.sequence > sequence);
    const before = cluster.events.length;
    rmSync(socketPath);
    await cluster.waitForEvent(/app\.sock had gone while workers serve it, and is there again$/, before);
    const answer = () => get(0, '/', {socketPath}).catch(() => null);
    await waitFor('an answer', async () => pids.includes((await answer())?.body ?? ''));
    expect(statSync(socketPath).mode).toBe(mode);
    expect(await workerPids(cluster)).toEqual(pids);
  },
);

test('connections that an app sends to its parent are closed, and their errors end nobody', async () => {
  const cluster = await startCluster('sends-up.cjs', {workers: 1});
  const port = await cluster.port();
  for (const ending of ['left open', 'reset', 'left open'] as const) {
    const socket = net.connect(port, '127.0.0.1');
    socket.on('error', () => {});
    await once(socket, 'connect');
    if (ending === 'reset') socket.resetAndDestroy();
    else await once(socket, 'close');
  }
  expect((await cluster.snapshot()).total).toMatchObject({crashes: 0});
});

test('an app that looks for a free port, and closes it, can listen on it', async () => {
  const cluster = await startCluster('free-port.cjs', {args: ['--restart-limit', '1']});
  const port = await cluster.port();
  const before = await workerPids(cluster);
  expect(before).toContain((await get(port)).body);
  await cluster.client.kill(1, {signal: 'SIGKILL'});
  await cluster.client.reload();
  const after = await workerPids(cluster);
  expect(after.filter(pid => before.includes(pid))).toEqual([]);
  expect(after).toContain((await get(port)).body);
  expect((await cluster.snapshot()).cluster.listeners).toHaveLength(1);
});

test('what the app puts in the place of close is its own', async () => {
  const cluster = await startCluster('own-close.cjs', {workers: 1});
  await get(await cluster.port());
  await waitFor('its own close', () => cluster.logs.some(({text}) => text === 'closed by the app'));
});

test('UDP sockets that leave the port to the system, or have a descriptor, are what the app asked for', async () => {
  const given = dgram.createSocket('udp4').bind(0, '127.0.0.1');
  await once(given, 'listening');
  onTestFinished(() => void given.close());
  const cluster = await startCluster('udp-any.cjs', {descriptors: [descriptorOf(given)]});
  const ports = await Promise.all(['first', 'second', 'given'].map(name => cluster.port(name)));
  expect(new Set(ports).size).toBe(3);
  expect(ports[2]).toBe(given.address().port);
});
