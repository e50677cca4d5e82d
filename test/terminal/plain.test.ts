import {expect, test} from 'vitest';
import {startCluster} from '../support/cluster.js';
import {waitForNoProcess} from '../support/processes.js';
import {blockWorker} from '../support/stuck.js';
import {KEYS, Terminal} from '../support/terminal.js';
import {waitFor} from '../support/wait-for.js';

const ESCAPE = '\u001b';

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
  await waitForLine(terminal, /^Which worker is two\? Say its number\.\r$/m);
  terminal.press('fly', KEYS.enter);
  await waitForLine(terminal, /^Not understood: "fly"\. There are status, reload, stop, quit, help\.\r$/m);
  terminal.press('help', KEYS.enter);
  await waitForLine(terminal, /^Type status, reload, .*\r$/m);
  terminal.press('quit', KEYS.enter);
  expect(await terminal.waitForExit()).toEqual({code: 0});
  expect(terminal.output).toMatch(/^Stopped\.\r$/m);
  expect(terminal.output).not.toContain(ESCAPE);
  await waitForNoProcess(terminal.place.mark);
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
