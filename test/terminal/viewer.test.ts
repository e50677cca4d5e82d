import {once} from 'node:events';
import net from 'node:net';
import {describe, expect, onTestFinished, test} from 'vitest';
import type {SlotSnapshot} from '../../source/api/types.js';
import {runCommand} from '../support/command.js';
import {get, sendMany} from '../support/http.js';
import {askSlowly} from '../support/slow.js';
import {KEYS, Terminal} from '../support/terminal.js';
import {expectRestored, openCluster, quit} from '../support/viewer.js';
import {waitFor} from '../support/wait-for.js';

const SIZES = [
  {columns: 120, rows: 40},
  {columns: 80, rows: 24},
];

async function slotsOf(terminal: Terminal): Promise<readonly SlotSnapshot[]> {
  return (await terminal.client.status()).slots;
}

async function pidsOf(terminal: Terminal): Promise<number[]> {
  return (await slotsOf(terminal)).flatMap(({worker}) => worker?.pid ?? []);
}

/** Waits until the row of a slot shows something. */
function waitForRow(terminal: Terminal, slot: number, pattern: RegExp): Promise<string> {
  const start = new RegExp(`^\\S [^\\w]* ${slot} `);
  return waitFor(
    () => `${pattern} in the row of worker ${slot}:\n${terminal.text()}`,
    () => terminal.rows().find(row => start.test(row) && pattern.test(row)),
  );
}

describe.each(SIZES)('at $columns×$rows', size => {
  test('it shows the workers and counts what is sent, and quits leaving nothing behind', async () => {
    const terminal = await openCluster(size);
    expect(terminal.isAlternate).toBe(true);
    for (const [index, pid] of (await pidsOf(terminal)).entries()) {
      await waitForRow(terminal, index + 1, new RegExp(`ready +${pid} `));
    }
    expect(terminal.rows().every(row => row.length <= size.columns)).toBe(true);
    expect(await sendMany(await terminal.port(), 1234)).toEqual({answered: 1234, failed: 0});
    await terminal.waitForText(/served 1,234 /);
    for (const {slot, total} of await slotsOf(terminal)) {
      await waitForRow(terminal, slot, new RegExp(` ${total.requests} `));
    }
    await quit(terminal);
    expect(terminal.text()).toMatch(/1,234 requests answered/);
  });

  test('x stops a worker gracefully, X kills it; both ask first, and No is the default', async () => {
    const terminal = await openCluster(size);
    const [, second, third] = await pidsOf(terminal);
    terminal.press('j', 'x');
    await terminal.waitForText(`Stop worker 2 (pid ${second})?`);
    terminal.press(KEYS.enter);
    await waitFor('the dialog to close', () => !terminal.text().includes('Stop worker 2'));
    const {sequence} = await terminal.client.status();
    const later = await waitFor('two more snapshots', async () => {
      const snapshot = await terminal.client.status();
      return snapshot.sequence >= sequence + 2 ? snapshot : null;
    });
    expect(later.slots[1]!.worker).toMatchObject({pid: second, phase: 'ready'});

    terminal.press('x');
    await terminal.waitForText(`Stop worker 2 (pid ${second})?`);
    // Both may arrive at once, or one after the other.
    terminal.press(KEYS.tab, KEYS.enter);
    await terminal.waitForText(`worker 2 (pid ${second}) stopped`);
    const newSecond = await waitForNewPid(terminal, 2, second!);
    await waitForRow(terminal, 2, new RegExp(`ready +${newSecond} `));

    terminal.press('j', 'X');
    await terminal.waitForText(`Kill worker 3 (pid ${third})?`);
    terminal.press('y');
    await terminal.waitForText(`worker 3 (pid ${third}) was killed: SIGKILL, sent by a key`);
    const newThird = await waitForNewPid(terminal, 3, third!);
    await waitForRow(terminal, 3, new RegExp(`ready +${newThird} `));
    expect((await terminal.client.status()).total).toMatchObject({crashes: 0, restarts: 0});
    await quit(terminal);
  });

  test('r reloads the selected worker, R all of them', async () => {
    const terminal = await openCluster(size);
    const before = await pidsOf(terminal);
    terminal.press('j', 'r');
    await terminal.waitForText('worker 2 reloaded');
    const between = await pidsOf(terminal);
    expect(between.map((pid, index) => pid === before[index])).toEqual([true, false, true, true]);

    terminal.press('R');
    await terminal.waitForText('Reload 4 workers?');
    terminal.press('y');
    await terminal.waitForText('generation 1');
    await terminal.waitForText('4 workers reloaded');
    const after = await pidsOf(terminal);
    expect(after.filter(pid => between.includes(pid))).toEqual([]);
    await terminal.waitForText(new RegExp(after.join('[\\s\\S]*')));
    await quit(terminal);
  });

  test('a reload shows what it is at: what starts, and what drains with how many connections', async () => {
    const terminal = await openCluster(size);
    // One request that holds up whichever worker has it.
    const slow = askSlowly(await terminal.port(), terminal.place.directory);
    await terminal.waitForText(/conns 1\b/);
    terminal.press('R', 'y');
    await terminal.waitForText(/reload \d of 4: ◔ worker \d drains, 1 connection left/);
    slow.letGo();
    await slow.answer;
    await terminal.waitForText('4 workers reloaded');
    await quit(terminal);
  });

  test('p changes the policy; Esc leaves it as it is', async () => {
    const terminal = await openCluster(size);
    terminal.press('p');
    await terminal.waitForText(/▸ round-robin +each worker in turn \(now\)/);
    terminal.press('j', KEYS.escape);
    await waitFor('the menu to close', () => !terminal.text().includes('Who gets the next'));
    expect((await terminal.client.status()).cluster.policy).toBe('round-robin');
    terminal.press('p', 'j', 'j');
    await terminal.waitForText('▸ sticky');
    terminal.press(KEYS.enter);
    await terminal.waitForText('policy changed from round-robin to sticky, asked by a key');
    await terminal.waitForText('running · sticky · generation 0');
    await quit(terminal);
  });

  test('+ and - scale; the last worker is asked for', async () => {
    const terminal = new Terminal('http.cjs', {...size, args: ['--workers', '2']});
    await terminal.waitForText('2 of 2 workers ready');
    terminal.press('+');
    await terminal.waitForText('3 of 3 workers ready');
    terminal.press('-');
    await terminal.waitForText('2 of 2 workers ready');
    terminal.press('-');
    await terminal.waitForText('Go down to the last worker?');
    terminal.press('n', '-');
    await terminal.waitForText('Go down to the last worker?');
    expect((await terminal.client.status()).cluster.workers).toBe(2);
    terminal.press('y');
    await terminal.waitForText('1 of 1 worker ready');
    terminal.press('-');
    await terminal.waitForText('one worker is the least');
    await quit(terminal);
  });

  test('a crash shows with its cause, and so does the restart', async () => {
    const terminal = await openCluster(size);
    const before = await pidsOf(terminal);
    await expect(get(await terminal.port(), '/throw')).rejects.toThrow();
    await terminal.waitForText('crashed: uncaught exception: TypeError:');
    await terminal.waitForText('1 crash · 1 restart');
    await terminal.waitForText('4 of 4 workers ready');
    const after = await pidsOf(terminal);
    expect(after.filter(pid => !before.includes(pid))).toHaveLength(1);
    terminal.press(KEYS.ctrlC);
    expect(await terminal.waitForExit()).toEqual({code: 0});
    await expectRestored(terminal);
    expect(terminal.text()).toMatch(/TypeError: thrown on purpose/);
  });

  test('? shows every key', async () => {
    const terminal = await openCluster(size);
    terminal.press('?');
    await terminal.waitForText('? or Esc closes');
    // On a low screen they are two pages.
    for (const text of ['up, to the worker', 'the next view', 'open the selected worker']) {
      await terminal.waitForText(text);
    }
    terminal.press('G');
    for (const text of ['SIGKILL', 'reload all workers', 'one worker more', 'Ctrl-C']) {
      await terminal.waitForText(text);
    }
    terminal.press(KEYS.escape);
    await waitFor('the help to close', () => !terminal.text().includes('? or Esc closes'));
    await quit(terminal);
  });
});

async function waitForNewPid(terminal: Terminal, slot: number, old: number): Promise<number> {
  return waitFor(`a new worker ${slot}`, async () => {
    const {worker} = (await slotsOf(terminal))[slot - 1]!;
    return worker && worker.pid !== old && worker.phase === 'ready' ? worker.pid : null;
  });
}

test('several keys that arrive at once each do their work', async () => {
  const terminal = await openCluster();
  const [, , , fourth] = await pidsOf(terminal);
  terminal.press('jjjkjx\t\r');
  await terminal.waitForText(`worker 4 (pid ${fourth}) stopped`);
  await quit(terminal);
});

test('each + counts, however fast they come', async () => {
  const terminal = new Terminal('http.cjs', {args: ['--workers', '2']});
  await terminal.waitForText('2 of 2 workers ready');
  terminal.press('+++');
  await terminal.waitForText('5 of 5 workers ready');
  terminal.press('+', '-', '-');
  await terminal.waitForText('4 of 4 workers ready');
  await quit(terminal);
});

test('a second q does not end at once what stops gracefully', async () => {
  const terminal = await openCluster();
  const slow = askSlowly(await terminal.port(), terminal.place.directory);
  await terminal.waitForText(/conns 1\b/);
  terminal.press('q');
  await terminal.waitForText('Quit, and stop test?');
  terminal.press('y');
  await terminal.waitForText('drains 1');
  terminal.press('q');
  await terminal.waitForText('stopping already');
  terminal.press('y');
  slow.letGo();
  expect((await slow.answer).body).toBe('slow');
  expect(await terminal.waitForExit()).toEqual({code: 0});
});

test('pasted text is no command', async () => {
  const terminal = await openCluster();
  const before = await pidsOf(terminal);
  terminal.press('\u001b[200~Xyz+\r\u001b[201~');
  await terminal.waitForText('pasted text is ignored');
  expect(await pidsOf(terminal)).toEqual(before);
  expect(terminal.text()).not.toContain('Kill worker');
  await quit(terminal);
});

test('the selection stays among the slots when they become fewer', async () => {
  const terminal = await openCluster();
  terminal.press('G', '-');
  await terminal.waitForText('3 of 3 workers ready');
  // One that still drains is a row, too.
  await waitFor('three rows', () => !terminal.rows().some(row => /^│ [▸ ] +4 [^░█]/.test(row)));
  const [, , third] = await pidsOf(terminal);
  terminal.press('X');
  await terminal.waitForText(`Kill worker 3 (pid ${third})?`);
  terminal.press(KEYS.escape);
  await quit(terminal);
});

test('a window that becomes smaller, then too small, then large again', async () => {
  const terminal = await openCluster();
  terminal.resize(60, 15);
  await waitFor(
    () => `a frame that fits:\n${terminal.text()}`,
    () => terminal.rows()[0]!.length === 60 && terminal.text().includes('events'),
  );
  terminal.resize(40, 10);
  await terminal.waitForText('clusterview needs 60×15, this is 40×10');
  terminal.resize(120, 40);
  await terminal.waitForText('distribution: last minute');
  await quit(terminal);
});

test('NO_COLOR leaves the colours out, and the glyphs in', async () => {
  const terminal = await openCluster({env: {NO_COLOR: '1'}});
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it is one that is looked for
  expect(terminal.output).not.toMatch(/\u001b\[(?:3|4|9)\d(?:;\d+)*m/);
  expect(terminal.text()).toMatch(/● ready/);
  await quit(terminal);
});

test('--ascii draws with ASCII alone, whatever is opened', async () => {
  const terminal = await openCluster({args: ['--ascii']});
  for (const [key, shown] of [
    ['?', 'this help'],
    ['p', 'least-connections'],
    ['X', 'SIGKILL: '],
    ['o', 'routes of all workers'],
    ['2', 'its phases'],
    ['3', 'logs - all workers'],
    ['4', 'events - all'],
  ] as const) {
    terminal.press(key);
    await terminal.waitForText(shown);
    terminal.press(KEYS.escape);
    await terminal.waitForText('distribution');
  }
  terminal.press('+');
  await terminal.waitForText('5 of 5 workers ready');
  await quit(terminal);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: everything but ASCII is looked for
  expect(terminal.output.match(/.{0,40}[^\u0000-\u007f].{0,40}/)).toBeNull();
});

test('an app that does not start stays on the screen with its reason, and a quit is exit code 1', async () => {
  const terminal = new Terminal('broken/syntax.cjs', {args: ['--workers', '4']});
  await terminal.waitForText('why it does not run');
  expect(terminal.text()).toMatch(/did not start, 3 times: uncaught exception: SyntaxError: /);
  expect(terminal.text()).toContain('const x = {;');
  terminal.press('q');
  await terminal.waitForText('Quit, and stop test?');
  terminal.press('y');
  expect(await terminal.waitForExit()).toEqual({code: 1});
  await expectRestored(terminal);
  expect(terminal.text()).toContain('SyntaxError');
});

test('a cluster whose app did not start can be stopped by name', async () => {
  const terminal = new Terminal('broken/syntax.cjs', {args: ['--workers', '2']});
  await terminal.waitForText('why it does not run');
  const {code, stdout} = await runCommand(['stop', 'test'], terminal.place);
  expect({code, stdout}).toEqual({code: 0, stdout: 'stopping 0 workers, asked by the API\nstopped\n'});
  expect(await terminal.waitForExit()).toEqual({code: 1});
  await expectRestored(terminal);
});

test('a name that is taken is told on the normal screen, with exit code 1', async () => {
  const first = await openCluster();
  const second = new Terminal('http.cjs', {env: {XDG_RUNTIME_DIR: first.place.directory}});
  expect(await second.waitForExit()).toEqual({code: 1});
  expect(second.text()).toMatch(/clusterview: a cluster named "test" runs already/);
  expect(second.isAlternate).toBe(false);
  await quit(first);
});

test('on a small screen it is seen at once that the port is taken', async () => {
  const server = net.createServer().listen(0);
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
  });
  const {port} = server.address() as net.AddressInfo;
  const env = {PORT: String(port)};
  const terminal = new Terminal('http.cjs', {columns: 80, rows: 24, env, args: ['--workers', '2']});
  await terminal.waitForText('why it does not run');
  await terminal.waitForText(`last died: port ${port} is taken: another process has it`);
  // In full, however long the path of the app is.
  const words = `did not start, 3 times: port ${port} is taken: another process has it (EADDRINUSE)`;
  const unwrapped = () => terminal.text().replaceAll(/ *│\n│ /g, '');
  await waitFor('the reason in full', () =>
    unwrapped().replaceAll(' ', '').includes(words.replaceAll(' ', '')),
  );
  terminal.press('2');
  await terminal.waitForText(/✖ gave up · died last \d\d:\d\d:\d\d port \d+ is taken: another process/);
  terminal.press('q', 'y');
  expect(await terminal.waitForExit()).toEqual({code: 1});
});
