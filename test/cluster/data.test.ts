import {spawn} from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {createApiClient} from '../../source/api/client.js';
import {startCluster, type TestCluster} from '../support/cluster.js';
import {runCommand} from '../support/command.js';
import {get} from '../support/http.js';
import {appPath, makePlace, type Place, withoutRuntimeDirectory} from '../support/place.js';
import {waitForNoProcess} from '../support/processes.js';
import {waitFor} from '../support/wait-for.js';

/** Linux takes 128 KiB for one variable. */
const ENVIRONMENT_TOO_LONG = 200_000;

interface Seen {
  readonly pid: number;
  readonly data?: unknown;
  readonly changes: number;
  readonly isSame: boolean;
  readonly flavour?: string;
}

async function ask(port: number): Promise<Seen> {
  return JSON.parse((await get(port)).body);
}

function placeWith(files: Readonly<Record<string, string>>): {
  place: Place;
  fileOf: (name: string) => string;
} {
  const place = makePlace();
  const fileOf = (name: string) => path.join(place.directory, name);
  for (const [name, text] of Object.entries(files)) writeFileSync(fileOf(name), text);
  return {place, fileOf};
}

/** What each worker answers. */
async function askAll(cluster: TestCluster, port: number): Promise<Seen[]> {
  const seen = new Map<number, Seen>();
  const workers = await cluster.workers();
  await waitFor('an answer of each worker', async () => {
    const answer = await ask(port);
    seen.set(answer.pid, answer);
    return workers.every(({pid}) => seen.has(pid));
  });
  return [...seen.values()];
}

test('all workers have the data, and each change of it', async () => {
  const {place, fileOf} = placeWith({'flags.json': '{"version":1}'});
  const cluster = await startCluster('data.mjs', {place, args: ['--data', 'flags.json']});
  const port = await cluster.port();
  for (const seen of await askAll(cluster, port)) {
    expect(seen).toMatchObject({data: {version: 1}, changes: 0, isSame: true});
  }
  writeFileSync(fileOf('flags.json'), '{"version":2}');
  await cluster.waitForEvent(/^new data from .*flags\.json, 13 bytes$/);
  await waitFor('the change in all workers', async () =>
    (await askAll(cluster, port)).every(({data}) => (data as {version: number}).version === 2),
  );
  for (const seen of await askAll(cluster, port)) expect(seen).toMatchObject({changes: 1, isSame: true});
  expect(cluster.logs.map(({text}) => text).filter(text => /called|differs/.test(text))).toEqual([]);
});

test('a file that does not parse, or is gone, changes nothing, for new workers neither', async () => {
  const {place, fileOf} = placeWith({'flags.json': '{"version":1}'});
  const cluster = await startCluster('data.mjs', {place, args: ['--data', 'flags.json']});
  const port = await cluster.port();
  writeFileSync(fileOf('flags.json'), '{"version":');
  await cluster.waitForEvent(/flags\.json cannot be used: it is not JSON: .*; the data stays as it was$/);
  await cluster.client.reload();
  for (const {data} of await askAll(cluster, port)) expect(data).toEqual({version: 1});
  rmSync(fileOf('flags.json'));
  await cluster.waitForEvent(/ENOENT.*the data stays as it was/);
  for (const {data} of await askAll(cluster, port)) expect(data).toEqual({version: 1});
  // A new file in its place, as editors leave it.
  writeFileSync(fileOf('flags.json'), '{"version":3}');
  await waitFor('the new data', async () => {
    const all = await askAll(cluster, port);
    return all.every(({data}) => (data as {version: number}).version === 3);
  });
});

test('a symbolic link in the path that changes is a change of the file', async () => {
  const {place, fileOf} = placeWith({});
  for (const version of [1, 2]) {
    mkdirSync(fileOf(`v${version}`));
    writeFileSync(fileOf(`v${version}/flags.json`), `{"version":${version}}`);
  }
  symlinkSync('v1', fileOf('current'));
  symlinkSync('current/flags.json', fileOf('flags.json'));
  const cluster = await startCluster('data.mjs', {place, workers: 1, args: ['--data', 'flags.json']});
  const port = await cluster.port();
  expect((await ask(port)).data).toEqual({version: 1});
  symlinkSync('v2', fileOf('next'));
  renameSync(fileOf('next'), fileOf('current'));
  await waitFor('the other file', async () => ((await ask(port)).data as {version: number}).version === 2);
});

test('the copy of the data is the owner’s alone, and goes with the master, however that ends', async () => {
  const {place} = placeWith({'flags.json': '{}'});
  const cluster = await startCluster('data.mjs', {place, args: ['--data', 'flags.json']});
  const directory = path.join(place.directory, 'clusterview');
  const copies = () =>
    (existsSync(directory) ? readdirSync(directory) : []).filter(name => !name.endsWith('.sock'));
  const [copy] = copies();
  expect(statSync(path.join(directory, copy!)).mode & 0o777).toBe(0o700);
  expect(statSync(path.join(directory, copy!, 'data.json')).mode & 0o777).toBe(0o600);
  cluster.process.kill('SIGKILL');
  await waitFor('the end of the copy', () => copies().length === 0);

  const other = await startCluster('data.mjs', {place, args: ['--data', 'flags.json']});
  expect(copies()).toHaveLength(1);
  expect(await other.stop()).toBe(0);
  expect(copies()).toEqual([]);
});

test('a copy that was cleaned away is written anew for the workers that start', async () => {
  const {place} = placeWith({'flags.json': '{"version":1}'});
  const cluster = await startCluster('data.mjs', {place, args: ['--data', 'flags.json']});
  const directory = path.join(place.directory, 'clusterview');
  const copy = readdirSync(directory).find(name => !name.endsWith('.sock'))!;
  rmSync(path.join(directory, copy), {recursive: true});
  await cluster.client.reload();
  for (const {data} of await askAll(cluster, await cluster.port())) expect(data).toEqual({version: 1});
  expect(statSync(path.join(directory, copy)).mode & 0o777).toBe(0o700);
});

test('without clusterview the app reads the file itself, and follows it', async () => {
  const {place, fileOf} = placeWith({'flags.json': '{"version":1}'});
  const app = spawn(process.execPath, [appPath('data.mjs')], {
    env: {...place.env, CLUSTERVIEW_DATA: fileOf('flags.json')},
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => {
    app.kill('SIGKILL');
  });
  let output = '';
  app.stdout.setEncoding('utf8').on('data', text => {
    output += text;
  });
  let errors = '';
  app.stderr.setEncoding('utf8').on('data', text => {
    errors += text;
  });
  const [, port] = (await waitFor('the port', () => /PORT main (\d+)/.exec(output))).map(Number);
  expect(await ask(port!)).toMatchObject({data: {version: 1}, isSame: true});
  writeFileSync(fileOf('flags.json'), 'broken');
  await waitFor('the complaint', () => errors.includes('data stays as it was'));
  expect(await ask(port!)).toMatchObject({data: {version: 1}, changes: 0});
  writeFileSync(fileOf('flags.json'), '{"version":2}');
  await waitFor('the change', async () => (await ask(port!)).changes === 1);
  expect(await ask(port!)).toMatchObject({data: {version: 2}, isSame: true});
});

test('without a data file there is no data, under clusterview and without it', async () => {
  const cluster = await startCluster('data.mjs', {workers: 1});
  expect((await ask(await cluster.port())).data).toBeUndefined();
});

test('a worker that is to go waits for what the app does about it', async () => {
  const cluster = await startCluster('data.mjs', {workers: 1, env: {DRAIN_MS: '500'}});
  const [worker] = await cluster.workers();
  await cluster.client.reload();
  const texts = cluster.logs.map(({text}) => text);
  expect(texts).toContain(`drained ${worker!.pid}`);
  expect(texts.some(text => text.includes('onDrain failed on purpose'))).toBe(true);
  expect(cluster.messages().some(message => message.includes('crashed'))).toBe(false);
});

test('a reload picks up the environment file, and is refused if that cannot be read', async () => {
  const {place, fileOf} = placeWith({'.env': 'FLAVOUR="sweet"\nHOME=/nowhere\n'});
  const cluster = await startCluster('data.mjs', {place, args: ['--env-file', '.env']});
  const port = await cluster.port();
  for (const {flavour} of await askAll(cluster, port)) expect(flavour).toBe('sweet');
  writeFileSync(fileOf('.env'), 'FLAVOUR=sour\n');
  const [worker] = await cluster.workers();
  process.kill(worker!.pid, 'SIGKILL');
  await cluster.waitForEvent(/died: SIGKILL/);
  await cluster.waitForReady(2);
  // One that replaces another is like it.
  for (const {flavour} of await askAll(cluster, port)) expect(flavour).toBe('sweet');
  await cluster.client.reload();
  for (const {flavour} of await askAll(cluster, port)) expect(flavour).toBe('sour');
  rmSync(fileOf('.env'));
  await expect(cluster.client.reload()).rejects.toThrow(
    /nothing is reloaded: the environment file .* ENOENT/,
  );
  for (const {flavour} of await askAll(cluster, port)) expect(flavour).toBe('sour');
});

test('an environment that the system has no room for fails what would start with it, and nothing else', async () => {
  const {place, fileOf} = placeWith({'.env': 'FLAVOUR=sweet\n'});
  const cluster = await startCluster('data.mjs', {
    place,
    args: ['--env-file', '.env', '--restart-limit', '2'],
  });
  const port = await cluster.port();
  writeFileSync(fileOf('.env'), `FLAVOUR=${'x'.repeat(ENVIRONMENT_TOO_LONG)}\n`);
  await expect(cluster.client.reload()).rejects.toThrow(/E2BIG/);
  const [first, second] = await cluster.workers();
  process.kill(first!.pid, 'SIGKILL');
  await cluster.waitForEvent(/worker 1 gave up: it died 2 times within a minute, last of: .*E2BIG/);
  expect((await ask(port)).pid).toBe(second!.pid);
  writeFileSync(fileOf('.env'), 'FLAVOUR=sour\n');
  await cluster.client.reload();
  for (const {flavour} of await askAll(cluster, port)) expect(flavour).toBe('sour');
});

test.each(['--headless', '--plain', '--detach'])(
  'one that it has no room for from the start is told by %s, with exit code 1',
  async how => {
    const {place} = placeWith({'.env': `FLAVOUR=${'x'.repeat(ENVIRONMENT_TOO_LONG)}\n`});
    const command = [appPath('http.cjs'), '--env-file', '.env', how];
    const {code, stdout, stderr} = await runCommand(command, place);
    expect(stdout + stderr).toMatch(/it could not be started: spawn E2BIG\.?\n/);
    expect(code).toBe(1);
    await waitForNoProcess(place.mark);
  },
);

test.each([
  ['--data', 'flags.json', /^clusterview: the data file .*flags\.json cannot be used: it is not JSON: .*\n$/],
  ['--data', 'missing.json', /^clusterview: the data file .*missing\.json cannot be used: ENOENT.*\n$/],
])('%s %s is one clear line and exit code 2', async (flag, file, line) => {
  const {place} = placeWith({'flags.json': '{"version":'});
  const {code, stdout, stderr} = await runCommand([appPath('http.cjs'), flag, file], place);
  expect({code, stdout}).toEqual({code: 2, stdout: ''});
  expect(stderr).toMatch(line);
});

test.each(['--headless', '--plain', '--detach'])(
  'where no copy of the data can be made, %s says why in one line, with exit code 1',
  async how => {
    const {place, fileOf} = placeWith({'flags.json': '{}', runtime: ''});
    place.env.XDG_RUNTIME_DIR = fileOf('runtime');
    const {code, stdout, stderr} = await runCommand(
      [appPath('data.mjs'), '--data', 'flags.json', how],
      place,
    );
    expect(stderr).toMatch(/^clusterview: ENOTDIR: [^\n]+\n$/);
    expect({code, stdout}).toEqual({code: 1, stdout: ''});
    await waitForNoProcess(place.mark);
  },
);

test('an environment file that is missing is refused by Node itself, which looks at this flag, too', async () => {
  const {code, stdout, stderr} = await runCommand([appPath('http.cjs'), '--env-file', 'missing.env']);
  expect({code, stdout}).toEqual({code: 9, stdout: ''});
  expect(stderr).toMatch(/: missing\.env: not found\n$/);
});

test.each([
  ['--env-file', 'environment'],
  ['--data', 'data'],
])('a pipe has its content once, and is no file for %s', async (option, what) => {
  const wrapper = ['bash', '-c', `"$@" ${option} <(echo '{}')`, 'bash'];
  const {code, stdout, stderr} = await runCommand([appPath('http.cjs'), '--headless'], makePlace(), wrapper);
  expect({code, stdout}).toEqual({code: 2, stdout: ''});
  expect(stderr).toMatch(
    new RegExp(`^clusterview: the ${what} file \\S+ cannot be \\w+: it is no regular file, and is read more`),
  );
});

test('where the directory of the copy cannot be made again, as after a logout, workers have the data none the less', async () => {
  const {place, fileOf} = placeWith({'flags.json': '{"version":1}'});
  const cluster = await startCluster('data.mjs', {place, args: ['--data', 'flags.json']});
  const port = await cluster.port();
  const directory = path.dirname(cluster.socketPath);
  rmSync(directory, {recursive: true});
  writeFileSync(directory, '');
  const moved = await cluster.waitForEvent(/^the socket of the API .* is at /);
  const later = withoutRuntimeDirectory(place);
  expect(await runCommand(['kill', 'test', '1', '--signal', 'SIGKILL'], later)).toMatchObject({code: 0});
  await cluster.waitForEvent(/worker 1 .* was killed/);
  await waitFor('its replacement', () => cluster.events.filter(({kind}) => kind === 'ready').length === 3);
  writeFileSync(fileOf('flags.json'), '{"version":2}');
  const client = createApiClient(/(\S+) now$/.exec(moved.message)![1]!, 'test');
  await waitFor('the new data everywhere', async () => {
    const seen = new Map<number, Seen>();
    const {slots} = await client.status();
    for (let i = 0; i < 8; i++) {
      const answer = await ask(port);
      seen.set(answer.pid, answer);
    }
    return slots.every(
      ({worker}) => (seen.get(worker!.pid)?.data as {version: number} | undefined)?.version === 2,
    );
  });
  expect(await runCommand(['stop'], later)).toMatchObject({code: 0});
});
