import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {writeFileSync} from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import {text} from 'node:stream/consumers';
import {expect, onTestFinished, test} from 'vitest';
import {STREAMS_MAX} from '../../source/api/stream.js';
import {startCluster} from '../support/cluster.js';
import {runCommand} from '../support/command.js';
import {appPath, COMMAND, makePlace} from '../support/place.js';
import {askSlowly} from '../support/slow.js';
import {Terminal} from '../support/terminal.js';
import {waitFor} from '../support/wait-for.js';

test('reload ends with 0 when the new workers serve', async () => {
  const cluster = await startCluster('http.cjs');
  const before = (await cluster.workers()).map(({pid}) => pid);
  const outcome = await runCommand(['reload', 'test'], cluster.place);
  expect(outcome).toMatchObject({code: 0, stderr: ''});
  expect(outcome.stdout).toMatch(/reloaded/);
  for (const {pid, phase} of await cluster.workers()) {
    expect(before).not.toContain(pid);
    expect(phase).toBe('ready');
  }
  const one = await runCommand(['reload', '2', '--json'], cluster.place);
  expect(JSON.parse(one.stdout)).toMatchObject({ok: true});
});

test('a reload that was aborted ends with 1 and says why', async () => {
  const place = makePlace();
  const how = path.join(place.directory, 'how');
  await startCluster('die-at-start.cjs', {place, env: {HOW_FILE: how}});
  writeFileSync(how, 'syntax');
  const {code, stderr, stdout} = await runCommand(['reload', '--json'], place);
  expect(code).toBe(1);
  expect(stderr).toMatch(/^clusterview: .*SyntaxError.*\n$/);
  expect(JSON.parse(stdout).error.code).toBe('ERR_ACTION_FAILED');
});

test('scale ends when so many workers serve, and no other is left', async () => {
  const cluster = await startCluster('http.cjs');
  for (const workers of [4, 1]) {
    expect(await runCommand(['scale', 'test', String(workers)], cluster.place)).toMatchObject({code: 0});
    const {slots} = await cluster.snapshot();
    expect(slots.map(({worker, others}) => [worker?.phase, others.length])).toEqual(
      Array.from({length: workers}, () => ['ready', 0]),
    );
  }
});

test('policy and kill act on the cluster that is named', async () => {
  const cluster = await startCluster('http.cjs');
  expect(await runCommand(['policy', 'test', 'sticky'], cluster.place)).toMatchObject({code: 0});
  expect((await cluster.snapshot()).cluster.policy).toBe('sticky');
  const [, second] = await cluster.workers();
  expect(await runCommand(['kill', 'test', '2', '--signal', 'SIGKILL'], cluster.place)).toMatchObject({
    code: 0,
  });
  expect((await cluster.waitForEvent(/was killed: SIGKILL, sent by the API/)).pid).toBe(second!.pid);
});

test('logs prints the last lines of all workers or of one, and follows', async () => {
  const cluster = await startCluster('chatty.cjs');
  const written = ({stdout}: {stdout: string}) => stdout.trimEnd().split('\n').sort();
  await waitFor('four lines', () => cluster.logs.length === 4);
  expect(written(await runCommand(['logs'], cluster.place))).toEqual([
    '1 | on stderr',
    '1 | out in pieces',
    '2 | on stderr',
    '2 | out in pieces',
  ]);
  expect(written(await runCommand(['logs', 'test', '2'], cluster.place))).toEqual([
    '2 | on stderr',
    '2 | out in pieces',
  ]);
  const {stdout} = await runCommand(['logs', '--lines', '1', '--json'], cluster.place);
  expect(JSON.parse(stdout)).toMatchObject({slot: expect.any(Number), text: expect.any(String)});

  const follower = spawn(process.execPath, [COMMAND, 'logs', '-f', '--lines', '0'], {
    env: cluster.place.env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let followed = '';
  follower.stdout.setEncoding('utf8').on('data', text => {
    followed += text;
  });
  // Until it follows, what is written is of the past.
  await waitFor('lines of new workers', async () => {
    await cluster.client.reloadSlot(1);
    return /^1 \| out in pieces$/m.test(followed);
  });
  follower.kill('SIGTERM');
  await once(follower, 'exit');
});

test('list and status tell what runs', async () => {
  const cluster = await startCluster('http.cjs');
  const {stdout} = await runCommand(['list'], cluster.place);
  expect(stdout).toMatch(
    /^name +state +workers +up for +requests\/s +app\ntest +running +2 +\d+s +0 +\S+http\.cjs\n$/,
  );
  expect(JSON.parse((await runCommand(['list', '--json'], cluster.place)).stdout)).toMatchObject([
    {cluster: {name: 'test', workers: 2}},
  ]);
  expect(JSON.parse((await runCommand(['status', '--json'], cluster.place)).stdout)).toMatchObject({
    cluster: {name: 'test'},
  });
  expect((await runCommand(['list'])).stdout).toBe('none is running\n');
});

test.each([['list'], ['status', '--json'], ['routes'], ['attach', '--plain']])(
  '%s ends without a word where nobody reads what it prints',
  async (...args) => {
    const {place} = await startCluster('http.cjs');
    const child = spawn(process.execPath, [COMMAND, ...args], {
      env: place.env,
      cwd: place.directory,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.destroy();
    const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
    expect({stderr, code}).toEqual({stderr: '', code: 0});
  },
);

test('a master that does not answer is told as such, with 1, and keeps nobody waiting who means another', async () => {
  const place = makePlace();
  const stuck = await startCluster('http.cjs', {place});
  const {code} = await runCommand([appPath('http.cjs'), '--detach', '--name', 'well', '-w', '1'], place);
  expect(code).toBe(0);
  stuck.process.kill('SIGSTOP');
  const silent = 'clusterview: the master of test does not answer: it is stopped, or stuck\n';
  // At once: each waits for seconds.
  const ended: string[] = [];
  const run = async (...args: string[]) => {
    const outcome = await runCommand(args, place);
    ended.push(args.join(' '));
    return outcome;
  };
  const [list, unnamed, well, ...named] = await Promise.all([
    run('list'),
    run('stop'),
    run('status', 'well'),
    ...['status', 'stop', 'reload', 'routes'].map(command => run(command, 'test')),
  ]);
  for (const outcome of named) expect(outcome).toMatchObject({code: 1, stdout: '', stderr: silent});
  expect(list).toMatchObject({code: 1, stderr: silent});
  expect(list.stdout).toMatch(/^well +running/m);
  expect(unnamed).toMatchObject({
    code: 2,
    stderr: 'clusterview: which cluster? running: well, test\n',
  });
  expect(well.code).toBe(0);
  expect(ended[0]).toBe('status well');
  expect(await runCommand(['stop', 'well'], place)).toMatchObject({code: 0});
  expect(await runCommand(['status'], place)).toMatchObject({code: 1, stderr: silent});

  // Such as commands that have given up: then there is no room for one more.
  const waiting: net.Socket[] = [];
  onTestFinished(() => {
    for (const socket of waiting) socket.destroy();
  });
  for (let isFull = false; !isFull; ) {
    const socket = net.connect(stuck.socketPath);
    waiting.push(socket);
    isFull = await once(socket, 'connect').then(
      () => false,
      () => true,
    );
  }
  expect(await runCommand(['list'], place)).toMatchObject({code: 1, stderr: silent});
  const second = await runCommand([appPath('http.cjs'), '--detach', '--name', 'test', '-w', '1'], place);
  expect(second).toMatchObject({code: 1, stderr: expect.stringContaining('"test" runs already')});
});

test('what was not understood ends with 2 and one line', async () => {
  const cluster = await startCluster('http.cjs');
  for (const [args, said] of [
    [['scale', 'test', 'many'], 'say how many workers: 1 to 256, not "many"'],
    [['scale'], 'say how many workers: 1 to 256'],
    [['policy', 'fair'], 'say a policy: round-robin, least-connections, sticky, shared, not "fair"'],
    [['policy', 'a', 'b', 'sticky'], /^what is "b"\?/],
    [['reload', 'test', '9'], 'there is no worker 9; there are 1 to 2'],
    [['reload', 'other'], 'no cluster named "other"; running: test'],
    [['kill', '1', '--signal', 'SIGNOPE'], /^--signal must be one of SIGTERM/],
    [['stop', 'test', 'web'], 'one cluster at a time, not also "web"'],
    [['status', 'test', '1'], 'one cluster at a time, not also "1"'],
    [['routes', 'test', '1'], 'one cluster at a time, not also "1"'],
    [['replay', 'a.cv', 'b.cv'], 'one recording at a time, not also "b.cv"'],
    [['list', 'test'], 'list prints all clusters; of one: clusterview status test'],
    [['logs', '--lines', '-1'], /^--lines must be a whole number from 0 to 1000/],
  ] as const) {
    const {code, stderr} = await runCommand(args, cluster.place);
    expect(code).toBe(2);
    expect(stderr.split('\n')).toHaveLength(2);
    const text = stderr.replace(/^clusterview: /, '').trimEnd();
    if (typeof said === 'string') expect(text).toBe(said);
    else expect(text).toMatch(said);
  }
});

test('status --watch prints each second, as JSON a line each, and ends with the cluster', async () => {
  const cluster = await startCluster('http.cjs');
  const watching = watch('status', '--watch');
  const json = watch('status', '--watch', '--json');
  await runCommand(['scale', '3'], cluster.place);
  await waitFor('a third worker', () => /worker 3: ready/.test(watching.stdout));
  await waitFor('a third worker', () => /"slot":3\b[^{]*"worker":\{[^{]*"phase":"ready"/.test(json.stdout));
  await runCommand(['stop'], cluster.place);
  await Promise.all([watching.ended, json.ended]);
  expect(watching.child.exitCode).toBe(0);
  expect(watching.stdout).toMatch(
    /test: running, 3 workers.*\n[\s\S]*worker 3: ready[\s\S]*\n\ntest: stopping/,
  );
  const lines = json.stdout.trimEnd().split('\n');
  expect(JSON.parse(lines.at(-1)!)).toMatchObject({cluster: {state: 'stopping'}});

  function watch(...args: string[]) {
    const child = spawn(process.execPath, [COMMAND, ...args], {
      env: cluster.place.env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const watch = {child, stdout: '', ended: once(child, 'close')};
    child.stdout.setEncoding('utf8').on('data', text => {
      watch.stdout += text;
    });
    return watch;
  }
});

test('status --watch on a terminal is one screen, and says when its master went away, with 1', async () => {
  const cluster = await startCluster('http.cjs');
  const terminal = new Terminal(null, {args: ['status', '--watch'], place: cluster.place});
  await terminal.waitForText('worker 2: ready');
  await runCommand(['scale', '3'], cluster.place);
  await terminal.waitForText('worker 3: ready');
  expect(terminal.text().match(/^worker 2: /gm)).toHaveLength(1);
  process.kill((await cluster.snapshot()).master.pid, 'SIGKILL');
  expect(await terminal.waitForExit()).toEqual({code: 1});
  expect(terminal.text()).toContain('clusterview: the master cannot be reached');
});

test('stop says in one line that it is not told how the cluster ends', async () => {
  const cluster = await startCluster('http.cjs', {workers: 1, args: ['--drain-timeout', '1h']});
  const abort = new AbortController();
  let open = 0;
  const streams = Array.from({length: STREAMS_MAX}, () => {
    let isOpen = false;
    const onMessage = () => {
      if (!isOpen) open += 1;
      isOpen = true;
    };
    return cluster.client.stream({logs: false, signal: abort.signal, onMessage}).catch(() => {});
  });
  await waitFor('all streams', () => open === STREAMS_MAX);
  // It is not to have stopped before the command asks how.
  const {answer, letGo} = askSlowly(await cluster.port(), cluster.place.directory);
  await cluster.waitUntil('the request', ({total}) => total.requests.inFlight === 1);
  const stopped = await runCommand(['stop'], cluster.place);
  expect(stopped).toMatchObject({code: 1, stdout: 'stopping 1 worker, asked by the API\n'});
  expect(stopped.stderr).toBe(
    'clusterview: how it ends is not known: 64 streams are open, which is the most\n',
  );
  letGo();
  await answer;
  abort.abort();
  await Promise.all(streams);
});
