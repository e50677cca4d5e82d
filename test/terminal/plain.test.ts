import {expect, test} from 'vitest';
import {startCluster} from '../support/cluster.js';
import {startDetour} from '../support/detour.js';
import {waitForNoProcess} from '../support/processes.js';
import {blockWorker} from '../support/stuck.js';
import {KEYS, Terminal} from '../support/terminal.js';
import {waitFor} from '../support/wait-for.js';

const ESCAPE = '\u001b';
const CTRL_D = '\u0004';

function waitForLine(terminal: Terminal, line: RegExp): Promise<unknown> {
  return waitFor(
    () => `${line} in ${terminal.output}`,
    () => line.test(terminal.output),
  );
}

test('--plain tells in sentences what happens, takes commands as lines, and draws nothing', async () => {
  const terminal = new Terminal('http.cjs', {args: ['-w', '2', '--plain']});
  await waitForLine(terminal, /^worker 2 \(pid \d+\) is ready after \d+ ms: listening on \S+\.\r$/m);
  terminal.press('status', KEYS.enter);
  await waitForLine(
    terminal,
    /^test is running for \d+s, 2 of 2 workers ready, round-robin, listening on \[::\]:\d+, 0 requests a second, 0 connections open, 0 crashes\.\r$/m,
  );
  const {slots} = await terminal.client.status();
  process.kill(slots[0]!.worker!.pid, 'SIGKILL');
  await waitForLine(terminal, /^(Error|Warning): worker 1 \(pid \d+\) died: SIGKILL.*\.\r$/m);
  terminal.press('reload 2', KEYS.enter);
  await waitForLine(terminal, /^worker 2 reloaded\.\r$/m);
  // One at a time: what is typed appears where the cursor is.
  terminal.press('reload two', KEYS.enter);
  await waitForLine(terminal, /^Error: which worker is "two"\? there are 1 to 2\.\r$/m);
  terminal.press('fly', KEYS.enter);
  await waitForLine(
    terminal,
    /^Not understood: "fly"\. There are status, workers, reload, kill, .*, help\.\r$/m,
  );
  terminal.press('help', KEYS.enter);
  for (const name of ['status', 'workers', 'reload', 'kill', 'scale', 'policy', 'logs', 'events', 'profile'])
    await waitForLine(terminal, new RegExp(`^${name}.*: .*\\.\\r$`, 'm'));
  await waitForLine(terminal, /^quit: stops the cluster or leaves it running; asks\.\r$/m);
  terminal.press('quit', KEYS.enter);
  await waitForLine(
    terminal,
    /^Stop test\? It has 2 workers, 0 open connections and 0 requests in flight\. .* Type stop, leave or cancel\.\r$/m,
  );
  terminal.press('stop', KEYS.enter);
  expect(await terminal.waitForExit()).toEqual({code: 0});
  expect(terminal.output).toMatch(/^Stopped\.\r$/m);
  expect(terminal.output).not.toContain(ESCAPE);
  await waitForNoProcess(terminal.place.mark);
});

test('--plain does what the viewer does, asks before what is dangerous, and knows what was meant', async () => {
  const terminal = new Terminal('lines.cjs', {args: ['-w', '2', '--plain'], env: {FIRST: '20'}});
  const type = (line: string) => terminal.press(line, KEYS.enter);
  await waitForLine(terminal, /^worker 2 \(pid \d+\) is ready/m);
  await waitFor('figures of both', async () => {
    const snapshot = await terminal.client.status().catch(() => null);
    return snapshot?.slots.every(({worker}) => (worker?.rssBytes ?? 0) > 0);
  });
  type('workers');
  await waitForLine(
    terminal,
    /^Worker 1: ready, pid \d+, up \S+, CPU \d+ percent, memory \S+ MB, 0 connections, 0 requests a second, 0 answered by its slot, 0 restarts\.\r$/m,
  );
  await waitForLine(terminal, /^Worker 2: ready, /m);
  type('relaod');
  await waitForLine(terminal, /^Not understood: "relaod"\. Did you mean reload\?\r$/m);
  type('status 2 3');
  await waitForLine(terminal, /^Too much: it is status\.\r$/m);
  type('logs 2');
  await waitForLine(terminal, /^Worker 2: line 20 of worker 2, .*\r$/m);
  expect(terminal.output).not.toMatch(/^Worker 2: line 10 of/m);
  type('stack 1');
  await waitForLine(terminal, /^(Worker 1 runs .*|.*worker 1.*)\.\r$/m);
  type('profile 1 1');
  await waitForLine(terminal, /^Worker 1 is sampled for 1 second\.\r$/m);
  await waitForLine(terminal, /^Worker 1 was busy for \d+ percent of \d\.\d s\.\r$/m);
  await waitForLine(terminal, /^All of it is in \S+\.cpuprofile\.\r$/m);
  type('policy stiky');
  await waitForLine(terminal, /^Which policy\? It is round-robin now\. Did you mean sticky\?\r$/m);
  type('policy sticky');
  await waitForLine(
    terminal,
    /^policy changed from round-robin to sticky, asked by a key in the viewer\.\r$/m,
  );
  type('events');
  await waitForLine(terminal, /^\d\d:\d\d:\d\d, policy changed from round-robin to sticky/m);
  type('scale 3');
  await waitForLine(terminal, /^worker 3 \(pid \d+\) is ready/m);
  type('scale 1');
  await waitForLine(terminal, /^Go down to the last worker\? .* Type yes or no\.\r$/m);
  type('no');
  await waitForLine(terminal, /^Nothing was done\.\r$/m);
  type('scale many');
  await waitForLine(terminal, /^How many workers\? There are 3, and can be 1 to 256\.\r$/m);

  const pid = async () => (await terminal.client.status()).slots[1]!.worker!.pid;
  const before = await pid();
  type('kill 2 SIGKILL');
  await waitForLine(
    terminal,
    /^Kill worker 2 \(pid \d+\)\? SIGKILL: 0 connections are cut, 0 requests in flight lost\..* Type yes or no\.\r$/m,
  );
  type('status');
  await waitForLine(terminal, /^That is no answer: nothing was done\.\r$/m);
  type('yes');
  await waitForLine(terminal, /^Not understood: "yes"/m);
  expect(await pid()).toBe(before);
  type('kill 2');
  await waitForLine(
    terminal,
    /^Stop worker 2 \(pid \d+\)\? .* A replacement starts at once\. Type yes or no\.\r$/m,
  );
  type('yes');
  await waitForLine(terminal, /^worker 2 \(pid \d+\) stops gracefully, its replacement has pid \d+\.\r$/m);
  expect(await pid()).not.toBe(before);

  type('quit');
  await waitForLine(terminal, /Type stop, leave or cancel\.\r$/m);
  type('leave');
  expect(await terminal.waitForExit()).toEqual({code: 0});
  expect(terminal.output).toMatch(/^test runs on; see it again with: clusterview attach test\.\r$/m);
  expect((await terminal.client.status()).cluster.state).toBe('running');

  const attached = new Terminal(null, {args: ['attach', 'test', '--plain'], place: terminal.place});
  await waitForLine(attached, /^test is running/m);
  attached.press('stop', KEYS.enter);
  await waitForLine(attached, /^Stop test\? .* Type yes or no\.\r$/m);
  attached.press('yes', KEYS.enter);
  expect(await attached.waitForExit()).toEqual({code: 0});
  await waitForNoProcess(terminal.place.mark);
});

test('--plain stops by Ctrl-C, and with its terminal', async () => {
  for (const end of ['Ctrl-C', 'hang-up']) {
    const terminal = new Terminal('http.cjs', {args: ['-w', '2', '--plain']});
    await waitForLine(terminal, /^worker 2 \(pid \d+\) is ready/m);
    if (end === 'hang-up') terminal.hangUp();
    else {
      terminal.press(KEYS.ctrlC);
      expect(await terminal.waitForExit()).toEqual({code: 0});
    }
    await waitForNoProcess(terminal.place.mark);
  }
});

test('attach --plain tells what is wrong with a worker and when that is over; Ctrl-C leaves the cluster alone', async () => {
  const cluster = await startCluster('stuck.cjs', {args: ['--hang-timeout', '0s']});
  const terminal = new Terminal(null, {args: ['attach', 'test', '--plain'], place: cluster.place});
  await waitForLine(terminal, /^test is running/m);
  const {letGo} = await blockWorker(cluster);
  await waitForLine(terminal, /^Error: worker \d: stuck for \d+ s/m);
  letGo();
  await waitForLine(terminal, /^Worker \d, over: stuck for \d+ s/m);
  terminal.press(KEYS.ctrlC);
  expect(await terminal.waitForExit()).toEqual({code: 0});
  expect((await cluster.snapshot()).cluster.state).toBe('running');
});

test('attach --plain goes on where it was when its connection was cut, and says when the master does not answer', async () => {
  const cluster = await startCluster('http.cjs', {workers: 2});
  const {place, cut} = await startDetour(cluster.place);
  const terminal = new Terminal(null, {args: ['attach', 'test', '--plain'], place});
  await waitForLine(terminal, /^test is running/m);
  for (const slot of [1, 2]) {
    cut();
    await cluster.client.reloadSlot(slot);
    await waitForLine(terminal, new RegExp(`^worker ${slot} reloaded\\.\\r$`, 'm'));
  }
  expect(terminal.output.match(/^worker 1 reloaded/gm)).toHaveLength(1);

  cluster.process.kill('SIGSTOP');
  await waitForLine(terminal, /^Warning: the master does not answer\.\r$/m);
  cluster.process.kill('SIGCONT');
  await waitForLine(terminal, /^The master answers again\.\r$/m);
  expect(terminal.output.match(/does not answer/g)).toHaveLength(1);
  cluster.process.kill('SIGKILL');
  expect(await terminal.waitForExit()).toEqual({code: 1});
  expect(terminal.output).toMatch(/^Error: the master went away\.\r$/m);
});

test('Ctrl-D leaves a cluster that --plain was attached to, and one of its own cannot be told anything more', async () => {
  const own = new Terminal('http.cjs', {args: ['-w', '1', '--plain']});
  await waitForLine(own, /^worker 1 .* is ready/m);
  const attached = new Terminal(null, {args: ['attach', 'test', '--plain'], place: own.place});
  await waitForLine(attached, /^test is running/m);
  attached.press(CTRL_D);
  expect(await attached.waitForExit()).toEqual({code: 0});
  own.press(CTRL_D);
  await waitForLine(own, /^Nothing more can be typed\. Ctrl-C stops the cluster\.\r$/m);
  own.press(KEYS.ctrlC);
  expect(await own.waitForExit()).toEqual({code: 0});
});

test('an app that does not start is told, and ends it with 1', async () => {
  const terminal = new Terminal('broken/syntax.cjs', {args: ['--plain']});
  expect(await terminal.waitForExit()).toEqual({code: 1});
  expect(terminal.output).toMatch(/^Error: worker 1 \(pid \d+\) died before it was ready: .*SyntaxError/m);
});

test('a terminal that cannot move its cursor is refused with advice', async () => {
  const cluster = await startCluster('http.cjs');
  for (const [app, args, advice] of [
    ['http.cjs', [], '--headless or --plain'],
    [null, ['attach', 'test'], '--plain'],
  ] as const) {
    const terminal = new Terminal(app, {args, place: cluster.place, kind: 'dumb'});
    expect(await terminal.waitForExit()).toEqual({code: 2});
    expect(terminal.output).toBe(
      `clusterview: the viewer needs a terminal that can move its cursor, and TERM is dumb: use ${advice}\r\n`,
    );
  }
});
