import {execFileSync} from 'node:child_process';
import {once} from 'node:events';
import {mkdirSync, readdirSync, rmSync, statSync, writeFileSync} from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import path from 'node:path';
import {expect, test} from 'vitest';
import {LOG_BATCH_LINES_MAX, type LogLine, type StreamMessage} from '../../source/api/types.js';
import {startCluster, TestCluster} from '../support/cluster.js';
import {runCommand} from '../support/command.js';
import {install} from '../support/installed.js';
import {makePlace} from '../support/place.js';
import {waitFor} from '../support/wait-for.js';

interface Reply {
  readonly status: number;
  readonly body: {readonly error?: {readonly code: string; readonly message: string}};
}

function call(cluster: TestCluster, method: string, path: string, body?: string): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const request = http.request({socketPath: cluster.socketPath, method, path, agent: false}, response => {
      let text = '';
      response.setEncoding('utf8').on('data', chunk => {
        text += chunk;
      });
      response.on('end', () => resolve({status: response.statusCode!, body: JSON.parse(text)}));
    });
    request.on('error', reject);
    request.end(body);
  });
}

test('the socket and its directory are the owner’s alone, and curl can use them', async () => {
  const cluster = await startCluster('http.cjs', {workers: 1});
  expect(statSync(cluster.socketPath).mode & 0o777).toBe(0o600);
  expect(statSync(path.dirname(cluster.socketPath)).mode & 0o777).toBe(0o700);
  const answer = execFileSync('curl', ['-s', '--unix-socket', cluster.socketPath, 'http://x/v1/status'], {
    encoding: 'utf8',
  });
  expect(JSON.parse(answer).cluster).toMatchObject({name: 'test', state: 'running', workers: 1});
});

test('a socket that a killed master left is replaced', async () => {
  const place = makePlace();
  const first = await startCluster('http.cjs', {place, workers: 1});
  first.process.kill('SIGKILL');
  await first.waitForExit();
  expect(statSync(first.socketPath).isSocket()).toBe(true);
  const second = await startCluster('http.cjs', {place, workers: 1});
  expect((await second.snapshot()).master.pid).toBe(second.process.pid);
  expect(await second.stop()).toBe(0);
  expect(statSync(first.socketPath, {throwIfNoEntry: false})).toBeUndefined();
});

test('a name that is in use is refused before a worker starts, and the cluster that has it is left alone', async () => {
  const place = makePlace();
  const first = await startCluster('http.cjs', {place, workers: 1});
  const second = new TestCluster('http.cjs', {place, args: ['--workers', '1']});
  expect((await second.waitForExit()).code).toBe(1);
  expect(second.stderr).toMatch(/^clusterview: a cluster named "test" runs already: .*--name.*\n$/);
  expect(second.events).toEqual([]);
  expect((await first.snapshot()).master.pid).toBe(first.process.pid);
});

test('a directory that others can look into is closed to them', async () => {
  const place = makePlace();
  mkdirSync(path.join(place.directory, 'clusterview'), {mode: 0o755});
  const cluster = await startCluster('http.cjs', {place, workers: 1});
  expect(statSync(path.dirname(cluster.socketPath)).mode & 0o777).toBe(0o700);
});

test.each([
  ['POST', '/v1/slots/9/kill', undefined, 404, 'ERR_NO_SUCH_SLOT', /there are 1 to 1/],
  ['POST', '/v1/slots/x/kill', undefined, 400, 'ERR_BAD_REQUEST', /whole number/],
  ['POST', '/v1/slots/1/kill', '{"signal":"SIGNOPE"}', 400, 'ERR_BAD_REQUEST', /signal: .*SIGTERM/],
  ['POST', '/v1/slots/1/kill', '{"sgnal":"SIGTERM"}', 400, 'ERR_BAD_REQUEST', /sgnal/],
  ['POST', '/v1/scale', '{"workers":0}', 400, 'ERR_BAD_REQUEST', /workers: .*1/],
  ['POST', '/v1/scale', '{"workers":1000}', 400, 'ERR_BAD_REQUEST', /workers: .*256/],
  ['POST', '/v1/scale', '{"workers":"2"}', 400, 'ERR_BAD_REQUEST', /workers: .*number/],
  ['POST', '/v1/scale', '{}', 400, 'ERR_BAD_REQUEST', /workers/],
  ['POST', '/v1/scale', '{"workers"', 400, 'ERR_BAD_REQUEST', /not JSON/],
  ['POST', '/v1/reload', '{"slots":[]}', 400, 'ERR_BAD_REQUEST', /slots/],
  ['POST', '/v1/reload', '{"slots":[{"slot":9}]}', 404, 'ERR_NO_SUCH_SLOT', /there is no worker 9/],
  ['POST', '/v1/stop', '[]', 400, 'ERR_BAD_REQUEST', /./],
  ['POST', '/v1/stop', `{"force":"${'x'.repeat(70_000)}"}`, 400, 'ERR_BAD_REQUEST', /at most 65536 bytes/],
  [
    'POST',
    '/v1/stop',
    '{"pid":1}',
    409,
    'ERR_NO_CLUSTER',
    /^the cluster of pid 1 has ended; nothing was done$/,
  ],
  ['GET', '/v1/nothing', undefined, 404, 'ERR_NOT_FOUND', /GET \/v1\/status/],
  ['DELETE', '/v1/status', undefined, 404, 'ERR_NOT_FOUND', /GET \/v1\/status/],
])(
  '%s %s with %s is refused, and the answer says what is wrong',
  async (method, path, body, status, code, message) => {
    const cluster = await startCluster('http.cjs', {workers: 1});
    const reply = await call(cluster, method, path, body);
    expect(reply.status).toBe(status);
    expect(reply.body.error).toMatchObject({code, message: expect.stringMatching(message)});
    expect((await cluster.snapshot()).cluster.state).toBe('running');
  },
);

test('kill without a signal stops gracefully and replaces; with one it sends just that', async () => {
  const cluster = await startCluster('http.cjs');
  const before = await cluster.workers();
  await cluster.client.kill(1);
  await cluster.waitUntil('a new worker 1', ({slots}) => {
    return (
      slots[0]!.worker!.pid !== before[0]!.pid &&
      slots[0]!.others.length === 0 &&
      slots[0]!.worker!.phase === 'ready'
    );
  });
  await cluster.waitForEvent(new RegExp(`pid ${before[0]!.pid}\\) stopped`));
  await cluster.client.kill(2, {signal: 'SIGKILL'});
  await cluster.waitForEvent(new RegExp(`pid ${before[1]!.pid}\\) was killed: SIGKILL, sent by the API`));
  const {total} = await cluster.waitUntil('a new worker 2', ({slots}) => {
    return slots[1]!.worker?.phase === 'ready' && slots[1]!.worker.pid !== before[1]!.pid;
  });
  expect(total).toMatchObject({crashes: 0, restarts: 0});
});

test('a kill that names a pid is refused when another process has its place', async () => {
  const cluster = await startCluster('http.cjs');
  const [before] = await cluster.workers();
  const call = cluster.client.kill(1, {signal: 'SIGKILL', pid: before!.pid + 1_000_000});
  await expect(call).rejects.toThrow(`worker 1 (pid ${before!.pid}) has taken the place of pid`);
  expect((await cluster.workers())[0]!.pid).toBe(before!.pid);
});

test('a client that asks for nothing does not keep a stopped master alive', async () => {
  const cluster = await startCluster('http.cjs', {workers: 1});
  const idle = net.connect(cluster.socketPath).on('error', () => {});
  const half = net.connect(cluster.socketPath).on('error', () => {});
  half.write('POST /v1/reload HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{');
  await once(half, 'connect');
  await cluster.snapshot();
  expect(await cluster.stop()).toBe(0);
  idle.destroy();
  half.destroy();
});

test('stop ends the cluster with 0', async () => {
  const cluster = await startCluster('http.cjs');
  await cluster.client.stop();
  expect((await cluster.waitForExit()).code).toBe(0);
});

test('the stream brings snapshots, events and logs, and goes on after the last one that was seen', async () => {
  const cluster = await startCluster('http.cjs', {workers: 1});
  const follow = async (until: (seen: StreamMessage[]) => boolean, lastEventId?: string) => {
    const seen: StreamMessage[] = [];
    const abort = new AbortController();
    let lastId = '';
    const done = cluster.client.stream({
      signal: abort.signal,
      ...(lastEventId !== undefined && {lastEventId}),
      onMessage(message, id) {
        seen.push(message);
        lastId = id;
        if (until(seen)) abort.abort();
      },
    });
    await done;
    return {seen, lastId};
  };
  const first = await follow(seen => seen.filter(({type}) => type === 'snapshot').length === 3);
  const firstIds = first.seen.flatMap(({type, data}) =>
    type === 'event' ? [(data as {id: number}).id] : [],
  );
  expect(firstIds.slice(0, 2)).toEqual([1, 2]);
  expect(first.seen.some(({type}) => type === 'logs')).toBe(true);

  await cluster.client.scale(2);
  await cluster.waitForReady(2);
  const second = await follow(seen => seen.some(({type}) => type === 'snapshot'), first.lastId);
  const secondIds = second.seen.flatMap(({type, data}) =>
    type === 'event' ? [(data as {id: number}).id] : [],
  );
  expect(secondIds[0]).toBe(firstIds.at(-1)! + 1);
  expect(second.seen.flatMap(message => (message.type === 'logs' ? message.data : []))).toHaveLength(1);
});

test('logs come by themselves, of all workers or of one, however much the others write', async () => {
  const cluster = await startCluster('lines.cjs', {env: {FIRST: '2000'}});
  const written = () => cluster.logs.filter(({text}) => text.startsWith('line 2000 ')).length;
  await waitFor('both to have written', () => written() === 2);
  const last = await Promise.all(
    [null, 1, 2].map(async slot => {
      const lines: LogLine[] = [];
      const abort = new AbortController();
      await cluster.client.logs({
        slot,
        signal: abort.signal,
        onLines(batch) {
          lines.push(...batch.lines);
          if (lines.length >= 1000) abort.abort();
        },
      });
      return lines;
    }),
  );
  const ids = last.map(lines => lines.map(({id}) => id));
  for (const own of ids) expect(own).toEqual(own.toSorted((a, b) => a - b));
  expect(ids[0]!.at(-1)).toBe(cluster.logs.length);
  expect(new Set(last[1]!.map(({slot}) => slot))).toEqual(new Set([1]));
  expect(new Set(last[2]!.map(({slot}) => slot))).toEqual(new Set([2]));
  expect(last.map(lines => lines.length)).toEqual([1000, 1000, 1000]);
  expect(last.slice(1).map(lines => lines.at(-1)!.text.slice(0, 18))).toEqual([
    'line 2000 of worke',
    'line 2000 of worke',
  ]);
});

test('log lines come together, none is lost or out of order, and snapshots and events come between them', async () => {
  const cluster = await startCluster('lines.cjs', {env: {LINES: '2500'}});
  const messages: StreamMessage[] = [];
  const abort = new AbortController();
  await cluster.client.stream({
    signal: abort.signal,
    onMessage(message) {
      messages.push(message);
      if (hasEnough(messages)) abort.abort();
    },
  });
  const batches = messages.flatMap(message => (message.type === 'logs' ? [message.data] : []));
  const ids = batches.flat().map(({id}) => id);
  expect(ids).toEqual(ids.map((_, index) => ids[0]! + index));
  expect(Math.max(...batches.map(({length}) => length))).toBeLessThanOrEqual(LOG_BATCH_LINES_MAX);
  expect(batches.length).toBeLessThan(ids.length / 10);
  for (const slot of [1, 2]) {
    const numbers = batches
      .flat()
      .filter(line => line.slot === slot)
      .flatMap(({text}) => /^line (\d+) /.exec(text)?.[1] ?? [])
      .map(Number);
    expect(numbers).toEqual(numbers.map((_, index) => numbers[0]! + index));
  }
  const types = messages.map(({type}) => type);
  expect(types.indexOf('event')).toBeLessThan(types.indexOf('logs'));
});

/** Many lines of each worker, and some between snapshots. */
function hasEnough(messages: readonly StreamMessage[]): boolean {
  const types = messages.map(({type}) => type);
  if (!types.slice(types.indexOf('snapshot'), types.lastIndexOf('snapshot')).includes('logs')) return false;
  const slots = messages.flatMap(message => (message.type === 'logs' ? message.data : []));
  return [1, 2].every(slot => slots.filter(line => line.slot === slot).length > 500);
}

test('a reader of the stream that does not read is dropped', async () => {
  const cluster = await startCluster('flood.cjs', {workers: 1});
  const socket = net.connect(cluster.socketPath).pause();
  socket.on('error', () => {});
  // The start of a second request lets the test knock later on without asking for anything.
  socket.write('GET /v1/stream HTTP/1.1\r\nHost: x\r\n\r\nGET /');
  await waitFor('the end of the connection', () => refusesBytes(socket));
});

function refusesBytes(socket: net.Socket): Promise<boolean> {
  return new Promise(resolve => {
    socket.write('a', error => resolve(Boolean(error)));
  });
}

test('HEAD of the stream is answered, and takes no place of those who read', async () => {
  const cluster = await startCluster('http.cjs', {workers: 1});
  const request = http.request({
    socketPath: cluster.socketPath,
    method: 'HEAD',
    path: '/v1/stream',
    agent: false,
  });
  const [response] = (await once(request.end(), 'response')) as [http.IncomingMessage];
  expect(response.statusCode).toBe(200);
  expect(response.headers['content-type']).toBe('text/event-stream');
  await once(response.resume(), 'end');
});

test('who follows the logs has the last words of the workers, too', async () => {
  const place = makePlace();
  const app = path.join(place.directory, 'last-words.cjs');
  writeFileSync(
    app,
    `require('node:http').createServer().listen(0);
    process.on('SIGTERM', () => process.stdout.write('last words\\n', () => process.exit(0)));`,
  );
  const cluster = await startCluster(app, {place, workers: 1});
  const lines: string[] = [];
  const followed = cluster.client.logs({
    slot: null,
    signal: new AbortController().signal,
    onLines: batch => lines.push(...batch.lines.map(({text}) => text)),
  });
  await cluster.client.stop();
  await followed;
  expect(lines).toContain('last words');
});

test('a refusal of the stream says why', async () => {
  const cluster = await startCluster('http.cjs', {workers: 1});
  const refused = cluster.client.logs({slot: 0, signal: new AbortController().signal, onLines() {}});
  await expect(refused).rejects.toThrow('a worker is a whole number from 1 on');
});

test('where its files have gone before they were read, that is told, calls say so, and the app is served', async () => {
  const place = makePlace();
  const dist = install(place);
  for (const file of readdirSync(dist)) if (file.startsWith('calls-')) rmSync(path.join(dist, file));
  const cluster = await startCluster('http.cjs', {place, program: path.join(dist, 'cli.cjs'), workers: 0});
  const told = await cluster.waitForEvent(/^the API cannot be loaded, so that nothing can be asked of this/);
  expect(told).toMatchObject({kind: 'error', severity: 'error'});
  expect(told.message).toMatch(new RegExp(`: Cannot find module './calls-\\S+' in ${dist}$`));
  expect(await call(cluster, 'GET', '/v1/status')).toMatchObject({
    status: 500,
    body: {error: {code: 'ERR_INTERNAL', message: expect.stringMatching(/calls-/)}},
  });
  expect(await runCommand(['list'], place)).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^clusterview: the master of test does not answer/),
  });
  await cluster.waitForEvent(/is ready after/);
  expect(await cluster.stop()).toBe(0);
});
