import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {startCluster} from '../support/cluster.js';
import {runCommand} from '../support/command.js';
import {install} from '../support/installed.js';
import {appPath, COMMAND, clientIn, makePlace, socketPathIn} from '../support/place.js';
import {isAlive, waitForNoProcess} from '../support/processes.js';
import {askSlowly} from '../support/slow.js';
import {Terminal} from '../support/terminal.js';
import {waitFor} from '../support/wait-for.js';

/** The command without a terminal, printing plain lines. */
function runPlain(app: string, args: readonly string[] = []) {
  const place = makePlace();
  const child = spawn(process.execPath, [COMMAND, appPath(app), '--name', 'test', '-w', '2', ...args], {
    env: place.env,
    cwd: place.directory,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = {stdout: '', stderr: ''};
  child.stdout.setEncoding('utf8').on('data', text => {
    output.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', text => {
    output.stderr += text;
  });
  const exit = new Promise<number | null>(resolve => child.once('close', resolve));
  return {child, output, exit, place};
}

test('without a terminal it prints plain lines: events, and what the workers say behind their number', async () => {
  const {child, output, exit, place} = runPlain('chatty.cjs');
  await waitFor(
    () => `two ready workers in ${output.stdout}`,
    () => output.stdout.match(/ is ready after /g)?.length === 2 && output.stderr.includes('2 | on stderr'),
  );
  child.kill('SIGTERM');
  expect(await exit).toBe(0);
  const lines = output.stdout.trimEnd().split('\n');
  expect(lines).toContain('1 | out in pieces');
  expect(lines).toContain('2 | out in pieces');
  expect(lines.filter(line => !/^(clusterview|1|2) \| /.test(line))).toEqual([]);
  expect(output.stderr.trimEnd().split('\n').sort()).toEqual(['1 | on stderr', '2 | on stderr']);
  expect(lines[0]).toMatch(/^clusterview \| worker 1 \(pid \d+\) starts$/);
  expect(lines.at(-1)).toMatch(/^clusterview \| worker \d \(pid \d+\) stopped$/);
  // No colours, no cursor movements.
  expect(output.stdout).not.toContain('\u001b');
  await waitForNoProcess(place.mark);
});

test('with --json each line is one JSON object, of the same shape as in the stream', async () => {
  const cluster = await startCluster('chatty.cjs');
  await waitFor('four lines of the app', () => cluster.logs.length === 4);
  expect(cluster.logs).toContainEqual(
    expect.objectContaining({slot: 2, stream: 'stderr', text: 'on stderr', pid: expect.any(Number)}),
  );
  expect(cluster.events[0]).toMatchObject({id: 1, kind: 'fork', slot: 1, severity: 'info'});
  expect(await cluster.stop()).toBe(0);
  expect(cluster.events.at(-1)).toMatchObject({kind: 'exit'});
});

test.each(['SIGINT', 'SIGTERM'] as const)('%s is a graceful stop with exit code 0', async signal => {
  const cluster = await startCluster('http.cjs');
  cluster.process.kill(signal);
  expect((await cluster.waitForExit()).code).toBe(0);
  expect(cluster.messages()).toContain('stopping 2 workers, asked by a signal');
  await waitForNoProcess(cluster.place.mark);
});

test.each([
  {args: ['--json'], where: 'stderr', why: 'each line of stdout is an object'},
  {args: [], where: 'stdout', why: 'it is a line like others'},
] as const)(
  'lines that nobody takes in time are dropped, and how many is told on $where: $why',
  async options => {
    const {child, output, place} = runPlain('flood.cjs', options.args);
    child.stdout.pause();
    // Those are more than are kept: 4 MiB, and what pipes and this process hold.
    await waitFor('many lines', () => existsSync(path.join(place.directory, 'flooded')));
    child.stdout.resume();
    const dropped = /^clusterview \| \d+ lines? dropped: the reader is too slow$/m;
    await waitFor('what is missing', () => dropped.test(output[options.where]));
    child.stdout.pause();
    if (options.where === 'stderr') {
      for (const line of output.stdout.split('\n').slice(0, -1))
        expect(JSON.parse(line)).toBeTypeOf('object');
    }
    child.kill('SIGKILL');
    await waitForNoProcess(place.mark);
  },
);

test('SIGHUP reloads where there is no terminal that could have hung up', async () => {
  const cluster = await startCluster('http.cjs', {ownSession: true});
  cluster.process.kill('SIGHUP');
  await cluster.waitForEvent(/^2 workers reloaded$/);
  expect(cluster.messages()).toContain('reloading 2 workers, asked by a signal');
  expect(await cluster.stop()).toBe(0);
  await waitForNoProcess(cluster.place.mark);
});

test('SIGHUP with an environment file that is gone reloads nothing, and an event says so', async () => {
  const place = makePlace();
  const file = path.join(place.directory, 'env');
  writeFileSync(file, 'COLOR=blue');
  const cluster = await startCluster('http.cjs', {place, ownSession: true, args: ['--env-file', file]});
  rmSync(file);
  cluster.process.kill('SIGHUP');
  await cluster.waitForEvent(/^nothing is reloaded: the environment file .* cannot be read/);
  expect(await cluster.stop()).toBe(0);
});

test('in a session of its own, as a service has one, it ends with its exit code', async () => {
  const stopped = await startCluster('http.cjs', {ownSession: true});
  stopped.process.kill('SIGTERM');
  expect(await stopped.waitForExit()).toEqual({code: 0, signal: null});
  const failed = await startCluster('broken/syntax.cjs', {ownSession: true, workers: 0});
  expect(await failed.waitForExit()).toEqual({code: 1, signal: null});
});

test('SIGHUP, and the end of the terminal, stop a cluster that has one', async () => {
  const asked = new Terminal('http.cjs', {args: ['--headless', '--workers', '2']});
  await asked.waitForText(/worker 2 .* is ready/);
  process.kill(asked.pid, 'SIGHUP');
  expect(await asked.waitForExit()).toEqual({code: 0});
  expect(asked.text()).toContain('stopping 2 workers, asked by a signal');

  const hungUp = new Terminal('http.cjs', {args: ['--headless', '--workers', '2']});
  await hungUp.waitForText(/worker 2 .* is ready/);
  hungUp.hangUp();
  await waitForNoProcess(hungUp.place.mark);
});

test('it serves on when nobody reads what it prints any more', async () => {
  const {child, output, place} = runPlain('chatty.cjs');
  await waitFor('the second worker', () => /worker 2 .* is ready/.test(output.stdout));
  const [pid] = /(?<=worker 1 \(pid )\d+/.exec(output.stdout)!;
  child.stdout.destroy();
  child.stderr.destroy();
  // Its replacement says something, into a pipe that is closed.
  process.kill(Number(pid), 'SIGKILL');
  const client = clientIn(place);
  await waitFor('a replacement', async () => {
    const {worker} = (await client.status()).slots[0]!;
    return worker?.phase === 'ready' && worker.pid !== Number(pid);
  });
  expect(isAlive(child.pid!)).toBe(true);
  child.kill('SIGTERM');
  await waitForNoProcess(place.mark);
});

test('SIGHUP while a reload runs has another one follow, for what came with the signal', async () => {
  const cluster = await startCluster('http.cjs', {args: ['--drain-timeout', '1h'], ownSession: true});
  const {answer, letGo} = askSlowly(await cluster.port(), cluster.place.directory);
  await cluster.waitUntil('a request in flight', ({total}) => total.requests.inFlight === 1);
  const reload = cluster.client.reload();
  await cluster.waitUntil('a reload', snapshot => snapshot.cluster.state === 'reloading');
  for (let i = 0; i < 3; i++) cluster.process.kill('SIGHUP');
  letGo();
  expect((await answer).status).toBe(200);
  await reload;
  await cluster.waitForEvent(/^reloading 2 workers, asked by a signal/);
  await waitFor(
    'two reloads',
    () => cluster.messages().filter(message => message === '2 workers reloaded').length === 2,
  );
});

test('a master that is killed before it is loaded leaves no worker, even one that is stuck, and no data', async () => {
  const place = makePlace();
  const file = (name: string, text: string) => {
    writeFileSync(path.join(place.directory, name), text);
    return path.join(place.directory, name);
  };
  const app = file('app.cjs', 'for (;;);');
  const data = file('data.json', '{}');
  const preload = file(
    'preload.cjs',
    `const Module = require('node:module');
    const load = Module._load;
    Module._load = (name, ...rest) => {
      if (name.includes('run-headless')) process.kill(process.pid, 'SIGKILL');
      return load(name, ...rest);
    };`,
  );
  const {stdout, stderr, code} = await runCommand(['--name', 'test', '--data', data, app], {
    ...place,
    env: {...place.env, NODE_OPTIONS: `--require ${preload}`},
  });
  expect({code, stdout, stderr}).toEqual({code: null, stdout: '', stderr: ''});
  await waitForNoProcess(place.mark);
  expect(readdirSync(path.dirname(socketPathIn(place)))).toEqual([]);
});

test('what goes wrong inside ends it with a stack, whatever NODE_OPTIONS says of rejections', async () => {
  const place = makePlace();
  const dist = install(place);
  for (const name of readdirSync(dist)) if (name.startsWith('run-headless-')) rmSync(path.join(dist, name));
  const env = {...place.env, NODE_OPTIONS: '--unhandled-rejections=warn'};
  const child = spawn(process.execPath, [path.join(dist, 'cli.cjs'), appPath('http.cjs')], {env});
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', text => {
    stderr += text;
  });
  const [code] = await once(child, 'close');
  expect(stderr).toMatch(new RegExp(`Error: Cannot find module './run-headless-\\S+' in ${dist}\n`));
  expect(code).toBe(1);
  await waitForNoProcess(place.mark);
});
