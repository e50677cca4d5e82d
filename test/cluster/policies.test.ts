import {once} from 'node:events';
import {rmSync, writeFileSync} from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import path from 'node:path';
import {expect, test} from 'vitest';
import {POLICIES} from '../../source/api/types.js';
import {SPREAD_EVERY_TICKS} from '../../source/master/bounds.js';
import {startCluster} from '../support/cluster.js';
import {get, sendMany} from '../support/http.js';
import {makePlace} from '../support/place.js';
import {askBlocking} from '../support/slow.js';
import {SteadyClients} from '../support/steady-clients.js';
import {blockWorker, MISSES_REPORT_MS} from '../support/stuck.js';
import {waitFor} from '../support/wait-for.js';

/** Pid of the worker that answers a client at that address. */
async function pidFor(port: number, localAddress: string): Promise<string> {
  const request = http.get({host: '127.0.0.1', port, localAddress, path: '/pid', agent: false});
  const [response] = (await once(request, 'response')) as [http.IncomingMessage];
  let body = '';
  for await (const chunk of response) body += chunk;
  return body;
}

const CLIENTS = Array.from({length: 60}, (_, index) => `127.0.2.${index + 1}`);
const pidsFor = (port: number) => Promise.all(CLIENTS.map(address => pidFor(port, address)));

test('sticky keeps a client with its worker, and moves as few as it can when workers come and go', async () => {
  const cluster = await startCluster('http.cjs', {workers: 3, args: ['--policy', 'sticky']});
  const port = await cluster.port();
  const slotOf = async () => {
    const {slots} = await cluster.snapshot();
    const slotsByPid = new Map(slots.map(({slot, worker}) => [String(worker!.pid), slot]));
    return (await pidsFor(port)).map(pid => slotsByPid.get(pid)!);
  };
  const before = await slotOf();
  expect(new Set(before)).toEqual(new Set([1, 2, 3]));
  expect(await slotOf()).toEqual(before);

  await cluster.client.scale(4);
  await cluster.waitForReady(4);
  const withFour = await slotOf();
  // Whoever has moved has moved to the new one.
  for (const [index, slot] of withFour.entries()) expect([before[index], 4]).toContain(slot);
  expect(withFour).toContain(4);

  await cluster.client.scale(3);
  await cluster.waitUntil('three workers', ({slots}) => slots.length === 3);
  expect(await slotOf()).toEqual(before);
  // The place of a client outlives its worker.
  await cluster.client.reload();
  expect(await slotOf()).toEqual(before);
});

test('sticky does not believe X-Forwarded-For, and hands a connection over to the worker of its client', async () => {
  const cluster = await startCluster('http.cjs', {workers: 3, args: ['--policy', 'sticky']});
  const port = await cluster.port();
  const socket = net.connect(port, '127.0.0.1').setEncoding('utf8');
  const pidSeen = async (header: string) => {
    socket.write(`GET /pid HTTP/1.1\r\nHost: x\r\n${header}\r\n\r\n`);
    return String((await once(socket, 'data'))[0]).split('\r\n\r\n')[1]!;
  };
  await pidSeen('X-Forwarded-For: 10.0.0.1');
  await cluster.client.reload();
  const own = await get(port, '/pid');
  for (const client of ['10.0.0.2', '10.0.0.3', '10.0.0.4']) {
    expect(await pidSeen(`X-Forwarded-For: ${client}`)).toContain(own.body);
  }
  socket.destroy();
});

test('clients of a worker that is stuck go to another until it is back', async () => {
  const cluster = await startCluster('http.cjs', {args: ['--policy', 'sticky']});
  const port = await cluster.port();
  const own = await get(port, '/pid');
  const blocking = askBlocking(port, cluster.place.directory);
  await cluster.waitUntil('a stuck worker', ({slots}) =>
    slots.some(({worker}) => worker?.blocked && String(worker.pid) === own.body),
  );
  expect((await get(port, '/pid')).body).not.toBe(own.body);
  blocking.letGo();
  await blocking.answer;
  await cluster.waitUntil('no stuck worker', ({slots}) => slots.every(({worker}) => !worker?.blocked));
  expect((await get(port, '/pid')).body).toBe(own.body);
});

/** So many that those are few that come while a worker gets no core. */
const CONNECTIONS = 200;

test('least-connections gives new ones to the worker that has fewer, and hears of each that closes', async () => {
  const cluster = await startCluster('http.cjs', {args: ['--policy', 'least-connections']});
  const port = await cluster.port();
  const pids = (await cluster.workers()).map(({pid}) => String(pid));
  const open = new Map<string, net.Socket[]>(pids.map(pid => [pid, []]));
  const pidFrom = async (socket: net.Socket) => {
    socket.write('GET /pid HTTP/1.1\r\nHost: x\r\n\r\n');
    const [answer] = await once(socket, 'data');
    return String(answer).split('\r\n\r\n')[1]!.match(/\d+$/)![0];
  };
  // Each in turn, so that the one before counts already, and when all run: one that gets no core is passed over.
  const openOne = async () => {
    await Promise.all([...open.values()].flatMap(sockets => (sockets[0] ? pidFrom(sockets[0]) : [])));
    const socket = net.connect(port, '127.0.0.1').setEncoding('utf8');
    open.get(await pidFrom(socket))!.push(socket);
  };
  for (let i = 0; i < CONNECTIONS; i++) await openOne();
  const [first, second] = pids.map(pid => open.get(pid)!) as [net.Socket[], net.Socket[]];
  // One that gets no core for a moment is passed over meanwhile.
  expect(Math.abs(first.length - second.length)).toBeLessThan(CONNECTIONS / 5);
  // All that one worker has go but one; the next ones are for it.
  for (const socket of first.splice(1)) socket.destroy();
  const before = second.length;
  await cluster.waitUntil('half of them', ({total}) => total.connections.open === before + 1);
  while (first.length < before) await openOne();
  expect(second.length - before).toBeLessThan(before / 2);
  for (const socket of [...first, ...second]) socket.destroy();
});

/** Under least-connections, with both of its workers stuck. */
async function startStuck() {
  const cluster = await startCluster('stuck.cjs', {args: ['--policy', 'least-connections']});
  const port = await cluster.port();
  const one = await blockWorker(cluster, 'one');
  const other = await blockWorker(cluster, 'other');
  await cluster.waitUntil('two stuck workers', ({slots}) =>
    slots.every(({worker}) => worker!.silentForMs > MISSES_REPORT_MS),
  );
  return {cluster, port, one, other};
}

test('under least-connections nothing waits behind a worker that is stuck, however few connections it has', async () => {
  const cluster = await startCluster('stuck.cjs', {args: ['--policy', 'least-connections']});
  const port = await cluster.port();
  const {answer, letGo} = await blockWorker(cluster);
  await cluster.waitUntil('a stuck worker', ({slots}) =>
    slots.some(({worker}) => worker!.silentForMs > MISSES_REPORT_MS),
  );
  // At once, the free one soon has more open ones than the other, which has one.
  const answers = await Promise.all(Array.from({length: 40}, () => get(port)));
  letGo();
  const stuck = (await answer).body;
  for (const {body} of answers) expect(body).not.toBe(stuck);
});

test('under least-connections, while all workers are stuck, connections wait for whichever is free first', async () => {
  const {cluster, port, one, other} = await startStuck();
  const waiting = Array.from({length: 12}, () => get(port));
  await cluster.waitUntil('held connections', snapshot => snapshot.cluster.listeners[0]!.held === 12);
  one.letGo();
  const {body} = await one.answer;
  for (const answer of await Promise.all(waiting)) expect(answer.body).toBe(body);
  other.letGo();
  expect((await other.answer).body).not.toBe(body);
});

test('under least-connections a worker that was stuck, and gets stuck again, has taken nothing else meanwhile', async () => {
  const {cluster, port, one, other} = await startStuck();
  const isHeld = (count: number) =>
    cluster.waitUntil(`${count} held connections`, snapshot => snapshot.cluster.listeners[0]!.held === count);
  const again = await blockWorker(cluster, 'again');
  await isHeld(1);
  const waiting = Array.from({length: 6}, () => get(port));
  await isHeld(7);
  one.letGo();
  await isHeld(6);
  other.letGo();
  const {body} = await other.answer;
  for (const answer of await Promise.all(waiting)) expect(answer.body).toBe(body);
  again.letGo();
  expect((await again.answer).body).toBe((await one.answer).body);
});

test('shared is evened out by itself', async () => {
  const cluster = await startCluster('http.cjs', {workers: 1, args: ['--policy', 'round-robin']});
  const clients = new SteadyClients(await cluster.port(), {connections: 40});
  await clients.waitForAnswers(1);
  // All are with the first worker; the second comes as the replacement of one that was killed does.
  await cluster.client.setPolicy('sticky');
  await cluster.client.scale(2);
  await cluster.waitForReady(2);
  await cluster.client.setPolicy('shared');
  await cluster.waitUntil('an even distribution', ({slots}) =>
    slots.every(({worker}) => Math.abs(worker!.connections.open - 20) <= 2),
  );
  expect(await clients.stop()).toMatchObject({failed: 0, closed: 0});
});

test('with --no-rebalance connections stay where the kernel has put them', async () => {
  const cluster = await startCluster('http.cjs', {
    workers: 1,
    args: ['--policy', 'shared', '--no-rebalance'],
  });
  const clients = new SteadyClients(await cluster.port(), {connections: 20});
  await clients.waitForAnswers(1);
  await cluster.client.scale(2);
  await cluster.waitForReady(2);
  const {sequence: first} = await cluster.snapshot();
  // Else some would have moved in each look of these ticks.
  const {slots} = await cluster.waitUntil('three looks', ({sequence}) => {
    return sequence > first + 3 * SPREAD_EVERY_TICKS;
  });
  expect(slots.map(({worker}) => worker!.connections.open)).toEqual([20, 0]);
  expect(await clients.stop()).toMatchObject({failed: 0, closed: 0});
});

test('the policy is switched under new connections without one that is refused', async () => {
  const cluster = await startCluster('http.cjs', {workers: 3});
  const port = await cluster.port();
  const load = sendMany(port, 2000, {keepAlive: false, connections: 8});
  for (const policy of [...POLICIES, ...POLICIES]) await cluster.client.setPolicy(policy);
  expect(await load).toEqual({answered: 2000, failed: 0});
  expect(cluster.messages()).toContain(
    'policy changed from round-robin to least-connections, asked by the API',
  );
});

test('a Unix socket keeps its path through all policies', async () => {
  const cluster = await startCluster('many.cjs');
  await cluster.port('unix');
  const socketPath = `${cluster.place.directory}/app.sock`;
  for (const policy of [...POLICIES].reverse()) {
    await cluster.client.setPolicy(policy);
    for (let i = 0; i < 4; i++) expect((await get(0, '/', {socketPath})).status).toBe(200);
  }
});

test('servers that open and close under changing policies leave the others served', async () => {
  const cluster = await startCluster('opens-and-closes.cjs', {workers: 1});
  const port = await cluster.port();
  while (!cluster.logs.some(({text}) => text === 'steady')) {
    // While everything comes and goes, one may be refused, and then nothing has changed.
    for (const policy of ['shared', 'round-robin'] as const)
      await cluster.client.setPolicy(policy).catch(() => {});
  }
  await cluster.client.setPolicy('sticky').catch(() => {});
  for (let i = 0; i < 5; i++) expect((await get(port)).body).toBe('hello');
});

test('a policy that does not exist is refused, and one that is in force changes nothing', async () => {
  const cluster = await startCluster('http.cjs', {workers: 1});
  await expect(cluster.client.setPolicy('best' as never)).rejects.toThrow(/policy: .*"round-robin"/);
  expect((await cluster.client.setPolicy('round-robin')).message).toBe('round-robin, as before');
});

test('all workers stuck, a switch that needs one of them fails and changes nothing', async () => {
  const cluster = await startCluster('http.cjs', {workers: 1, args: ['--policy', 'shared']});
  const port = await cluster.port();
  const blocking = askBlocking(port, cluster.place.directory);
  await cluster.waitUntil('a stuck worker', ({slots}) => slots.some(({worker}) => worker?.blocked));
  await expect(cluster.client.setPolicy('sticky')).rejects.toThrow(
    /cannot change to sticky: no worker answers/,
  );
  expect((await cluster.snapshot()).cluster.policy).toBe('shared');
  blocking.letGo();
  await blocking.answer;
  expect((await get(port)).body).toBe('hello');
});

test('what comes after a change of policy is counted by itself, with the moment of the change', async () => {
  const cluster = await startCluster('http.cjs');
  const port = await cluster.port();
  expect((await cluster.snapshot()).policySwitch).toBeNull();
  await sendMany(port, 40);
  await cluster.waitUntil('reports of all', ({total}) => total.requests.finished === 40);
  const before = Date.now();
  await cluster.client.setPolicy('least-connections');
  const {policySwitch} = await cluster.snapshot();
  expect(policySwitch).toMatchObject({from: 'round-robin', fairness: {requests: null, connections: null}});
  expect(policySwitch!.at).toBeGreaterThanOrEqual(before);
  expect(policySwitch!.at).toBeLessThanOrEqual(Date.now());
  // From two reports on there is nothing left of before.
  const {sequence} = await cluster.snapshot();
  await cluster.waitUntil('three ticks', snapshot => snapshot.sequence >= sequence + 3);
  await sendMany(port, 12);
  const counted = await cluster.waitUntil(
    'all of them',
    ({policySwitch: since}) => since!.slots.reduce((sum, {requests}) => sum + requests, 0) === 12,
  );
  expect(counted.policySwitch!.slots.map(({slot}) => slot)).toEqual([1, 2]);
  expect(counted.policySwitch!.fairness.requests).toBeGreaterThan(0);
  expect(counted.total.requests.finished).toBe(52);
  // The next change begins anew; a choice of what is there already is none.
  await cluster.client.setPolicy('least-connections');
  expect((await cluster.snapshot()).policySwitch!.at).toBe(policySwitch!.at);
  await cluster.client.setPolicy('sticky');
  const next = (await cluster.snapshot()).policySwitch!;
  expect(next.from).toBe('least-connections');
  expect(next.slots.map(({requests}) => requests)).toEqual([0, 0]);
});

test('under shared, with --wait-ready, a worker gets nothing before its app says that it is ready', async () => {
  const place = makePlace();
  const gate = path.join(place.directory, 'gate');
  writeFileSync(gate, '');
  const args = ['--policy', 'shared', '--wait-ready'];
  const cluster = await startCluster('ready-later.cjs', {workers: 1, place, args, env: {GATE: gate}});
  const port = await cluster.port();
  const {pid} = (await cluster.workers())[0]!;
  rmSync(gate);
  const reload = cluster.client.reload();
  const listens = () => cluster.logs.filter(({text}) => text.startsWith('PORT main')).length;
  await waitFor('the new worker to listen', () => listens() === 2);
  const answers = await Promise.all(Array.from({length: 40}, () => get(port)));
  expect(new Set(answers.map(({body}) => body))).toEqual(new Set([String(pid)]));
  writeFileSync(gate, '');
  await reload;
  expect((await get(port)).body).toBe(String((await cluster.workers())[0]!.pid));
});
