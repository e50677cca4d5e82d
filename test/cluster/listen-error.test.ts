import {execFileSync, spawn} from 'node:child_process';
import {once} from 'node:events';
import {closeSync, constants, openSync} from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import {describe, expect, onTestFinished, test} from 'vitest';
import {POLICIES} from '../../source/api/types.js';
import {startCluster} from '../support/cluster.js';
import {get} from '../support/http.js';
import {appPath, makePlace} from '../support/place.js';
import {waitFor} from '../support/wait-for.js';

async function takenPort(host?: string): Promise<number> {
  const server = net.createServer().listen(0, host);
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
  });
  return (server.address() as net.AddressInfo).port;
}

/** What the app prints of the error when nothing but Node runs it. */
async function bareError(env: NodeJS.ProcessEnv): Promise<string> {
  const app = spawn(process.execPath, [appPath('listen-error.cjs')], {env: {...process.env, ...env}});
  const [line] = await once(app.stdout.setEncoding('utf8'), 'data');
  app.kill('SIGKILL');
  return line.trim();
}

test.each(POLICIES)('with %s the app sees the same EADDRINUSE as without clusterview', async policy => {
  for (const host of [undefined, '127.0.0.1']) {
    const env = {PORT: String(await takenPort(host)), ...(host && {HOST: host})};
    const expected = await bareError(env);
    expect(expected).toContain('EADDRINUSE');
    const cluster = await startCluster('listen-error.cjs', {
      workers: 0,
      args: ['--workers', '1', '--policy', policy],
      env,
    });
    const line = await waitFor('the error in the log', () =>
      cluster.logs.find(({text}) => text.startsWith('ERROR')),
    );
    expect(line.text).toBe(expected);
    await cluster.waitForEvent(new RegExp(`cannot listen on port ${env.PORT}: another process has it`));
    expect(await cluster.stop()).toBe(0);
  }
});

test('a descriptor that is no socket is refused as without clusterview, and the rest is served', async () => {
  const place = makePlace();
  const pipe = path.join(place.directory, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const descriptor = openSync(pipe, constants.O_RDWR);
  onTestFinished(() => closeSync(descriptor));
  const cluster = await startCluster('descriptor.cjs', {place, descriptors: [descriptor]});
  await waitFor('the error in the log', () => cluster.logs.some(({text}) => text === 'ERROR ENOTSOCK'));
  await cluster.waitForEvent(/worker 1 cannot listen on fd 3: the system refused it \(ENOTSOCK\)/);
  expect((await get(await cluster.port())).status).toBe(200);
});

test('a worker that asks for what makes no sense is told so, and the master goes on', async () => {
  const cluster = await startCluster('odd.cjs');
  const port = await cluster.port();
  await get(port, '/ask-for-nonsense');
  const {detail} = await cluster.waitForEvent(/worker \d cannot listen on port 1: .*type.* \(EINVAL\)/);
  expect(detail).toMatch(/\n +at /);
  expect((await get(port)).status).toBe(200);
});

test('a port that the app has already is told as such', async () => {
  const cluster = await startCluster('twice.cjs', {workers: 1});
  await cluster.waitForEvent(/worker 1 cannot listen on port \d+: the app itself has it \(EADDRINUSE\)/);
  await waitFor('the error in the log', () => cluster.logs.some(({text}) => text === 'ERROR EADDRINUSE'));
});

describe.each([
  ['that nobody listens to', {}],
  ['that a listener throws again', {THROWS: '1'}],
])('an app that survives an error %s', (_, env) => {
  test('can listen on another port with the same server', async () => {
    const port = await takenPort('127.0.0.1');
    const cluster = await startCluster('refused.cjs', {env: {...env, PORT: String(port)}});
    const pids = (await cluster.workers()).map(({pid}) => String(pid));
    await waitFor(
      'both errors in the log',
      () => cluster.logs.filter(({text}) => text === 'ERROR EADDRINUSE').length === 2,
    );
    for (let i = 0; i < 4; i++) expect(pids).toContain((await get(await cluster.port())).body);
    await cluster.client.reload();
    expect(pids).not.toContain((await get(await cluster.port())).body);
    expect((await cluster.snapshot()).total.crashes).toBe(0);
    expect(await cluster.stop()).toBe(0);
  });

  test('ends where it has nothing else to live for', async () => {
    const port = await takenPort('127.0.0.1');
    const cluster = await startCluster('refused.cjs', {
      workers: 0,
      args: ['--workers', '1'],
      env: {...env, PORT: String(port), GIVES_UP: '1'},
    });
    await cluster.waitForEvent(/it had nothing left to do \(exit code 0\)/);
    await waitFor('the error in the log', () => cluster.logs.some(({text}) => text === 'ERROR EADDRINUSE'));
  });
});
