import {readdirSync} from 'node:fs';
import {Agent} from 'node:http';
import {describe, expect, test} from 'vitest';
import {stateOfProcess} from '../../source/master/process-state.js';
import {startCluster} from '../support/cluster.js';
import {runCommand} from '../support/command.js';
import {get} from '../support/http.js';
import {KEYS, Terminal} from '../support/terminal.js';
import {openCluster, quit} from '../support/viewer.js';
import {waitFor} from '../support/wait-for.js';

const SIZES = [
  {columns: 120, rows: 40},
  {columns: 80, rows: 24},
];

/** Of `hungry.cjs`. */
const STOPS_IN_SNAPSHOT = {STOPS_IN_SNAPSHOT: '1'};

/** Waits until a part of a heap snapshot is written, at which the worker stands still. */
async function pausedWhileWritten({client}: Pick<Terminal, 'client'>) {
  const {pid} = (await client.status()).slots[0]!.worker!;
  await waitFor('a part of it', () => stateOfProcess(pid) === 'stopped');
  return {resume: () => process.kill(pid, 'SIGCONT')};
}

/** Keeps one worker in an endless loop. @returns its number. */
async function getStuck(terminal: Terminal, way = 'loop'): Promise<number> {
  get(await terminal.port(), `/${way}`).catch(() => {});
  const text = await terminal.waitForText(/worker \d \(pid \d+\) is stuck in loop/);
  return Number(/worker (\d) \(pid \d+\) is stuck in loop/.exec(text)![1]);
}

async function select(terminal: Terminal, slot: number): Promise<void> {
  terminal.press('g', ...Array.from({length: slot - 1}, () => 'j'));
  await terminal.waitForText(new RegExp(`▸ +${slot} `));
}

/** Picks an entry of the menu behind `d`. */
async function diagnose(terminal: Terminal, slot: number, entry: number): Promise<void> {
  terminal.press('d');
  await terminal.waitForText(new RegExp(`What is with worker ${slot} \\(pid \\d+\\)\\?`));
  for (let i = 0; i < entry; i++) terminal.press(KEYS.down);
  await terminal.waitForText(
    new RegExp(`▸ ${['stack', 'CPU profile, 5', 'CPU profile, 30', 'heap', 'routes', 'open'][entry]}`),
  );
  terminal.press(KEYS.enter);
}

describe.each(SIZES)('at $columns×$rows', size => {
  test('a stuck worker is said to be stuck, and where, and `d` shows its stack and its profile', async () => {
    const terminal = await openCluster({...size, args: ['--hang-timeout', '0s']}, 'stuck.cjs');
    const slot = await getStuck(terminal);
    await terminal.waitForText(new RegExp(`worker ${slot}: stuck for \\d+ s in loop \\(stuck\\.cjs:7\\)`));
    await select(terminal, slot);

    await diagnose(terminal, slot, 0);
    await terminal.waitForText(new RegExp(`stack of worker ${slot} \\(pid \\d+\\)`));
    await terminal.waitForText(/loop {2}.*stuck\.cjs:7/);
    terminal.press(KEYS.escape);
    await terminal.waitForText(/d diagnose|is stuck in loop/);

    await diagnose(terminal, slot, 1);
    await terminal.waitForText(new RegExp(`worker ${slot}: CPU profile, \\d of 5 s`));
    await terminal.waitForText(
      new RegExp(`CPU profile of worker ${slot} \\(pid \\d+\\): busy \\d+% of \\d+\\.\\d s`),
    );
    await terminal.waitForText(/\d+% +[\d,]+ ms +\d+% {2}.*stuck\.cjs/);
    expect(readdirSync(terminal.place.directory).filter(file => file.endsWith('.cpuprofile'))).toHaveLength(
      1,
    );
    terminal.press('q');
    await terminal.waitForText(/CPU profile of worker \d .* is in/);
    await quit(terminal);
  });

  test('a heap snapshot asks first, and its default is No', async () => {
    const terminal = await openCluster(size, 'stuck.cjs');
    const files = () => readdirSync(terminal.place.directory).filter(file => file.endsWith('.heapsnapshot'));
    await diagnose(terminal, 1, 3);
    await terminal.waitForText(/Take a heap snapshot of worker 1 \(pid \d+\)\?/);
    await terminal.waitForText('It stands still meanwhile');
    terminal.press(KEYS.enter);
    await diagnose(terminal, 1, 3);
    await terminal.waitForText('Take a heap snapshot');
    expect(files()).toEqual([]);
    terminal.press('y');
    // An event, which may come before the report, begins with the same words.
    await terminal.waitForText(/─ heap snapshot of worker 1 \(pid \d+\)/);
    expect(files()).toHaveLength(1);
    expect(terminal.rows().join('').replaceAll(/[│ ]/g, '')).toContain(files()[0]);
    terminal.press(KEYS.escape);
    await quit(terminal);
  });

  test('of a heap snapshot it is seen how much is written', async () => {
    const terminal = new Terminal('hungry.cjs', {
      ...size,
      args: ['--workers', '1'],
      env: STOPS_IN_SNAPSHOT,
    });
    await terminal.waitForText('1 of 1 worker ready');
    await diagnose(terminal, 1, 3);
    await terminal.waitForText('Take a heap snapshot');
    terminal.press('y');
    const {resume} = await pausedWhileWritten(terminal);
    await terminal.waitForText(/worker 1: heap snapshot, [\d.]+ [KM]?B written/);
    resume();
    await terminal.waitForText(/─ heap snapshot of worker 1 \(pid \d+\)/);
    await waitFor('a border without it', () => !terminal.text().includes(' written'));
    terminal.press(KEYS.escape);
    await quit(terminal);
  });

  test('the inspector is opened with its address on the screen, and closed', async () => {
    const terminal = await openCluster(size, 'stuck.cjs');
    await diagnose(terminal, 1, 5);
    await terminal.waitForText(/─ inspector of worker 1 \(pid \d+\)/);
    // The addresses in full, even where they take several rows.
    const {inspectorUrl} = (await terminal.client.status()).slots[0]!.worker!;
    const shown = terminal.rows().join('').replaceAll(/[│ ]/g, '');
    expect(shown).toContain(inspectorUrl);
    expect(shown).toContain(`ws=${inspectorUrl!.slice('ws://'.length)}`);
    terminal.press(KEYS.escape);
    await terminal.waitForText(/worker 1: its inspector is open/);
    terminal.press('d');
    await terminal.waitForText(/close the inspector +it is on ws/);
    terminal.press(KEYS.up, KEYS.enter);
    await terminal.waitForText(/the inspector of worker 1 \(pid \d+\) is closed/);
    await quit(terminal);
  });
});

test('o shows the routes of all workers, and d those of one; of a busy one it says in words what is wrong', async () => {
  const terminal = await openCluster({}, 'stuck.cjs');
  const port = await terminal.port();
  for (let id = 1; id <= 8; id++) await get(port, `/items/${id}?secret=1`);
  await waitFor('the reports of all workers', async () => (await terminal.client.routes()).requests === 8);
  terminal.press('o');
  await terminal.waitForText('routes of all workers in the last minute');
  await terminal.waitForText(/ 8 +100\.0% .* GET \/items\/:id/);
  expect(terminal.text()).not.toContain('secret');
  terminal.press('o');
  await diagnose(terminal, 1, 4);
  await terminal.waitForText('routes of worker 1 in the last minute');
  await terminal.waitForText(/ 2 +100\.0% .* GET \/items\/:id/);
  terminal.press(KEYS.escape);

  let isOver = false;
  // So many that one always waits at each worker.
  const clients = Array.from({length: 8}, async () => {
    const agent = new Agent({keepAlive: true, maxSockets: 1});
    while (!isOver) await get(port, '/spin?ms=500', {agent});
    agent.destroy();
  });
  await terminal.waitForText(/worker \d: event loop \d+ % busy, p99 delay \d+ ms: CPU-bound/);
  isOver = true;
  await Promise.all(clients);
  terminal.press('2');
  await terminal.waitForText(/loop lag p50 \S+s, p99 \S+s in 10 s, max \S+s in 1 s · RSS \d+\.\d MB/);
  await quit(terminal);
});

test('a report that is longer than the screen is scrolled', async () => {
  const terminal = await openCluster({columns: 60, rows: 15, args: ['--hang-timeout', '0s']}, 'stuck.cjs');
  const slot = await getStuck(terminal, 'deep');
  await select(terminal, slot);
  await diagnose(terminal, slot, 0);
  await terminal.waitForText(/1-11 of \d+, ↑ ↓ move; Esc closes/);
  terminal.press('j');
  await terminal.waitForText(/2-12 of/);
  terminal.press('G');
  await terminal.waitForText(/parserOnHeadersComplete/);
  terminal.press('g');
  await terminal.waitForText(/1-11 of/);
  terminal.press(KEYS.escape);
  // Where the summary has room.
  terminal.resize(120, 40);
  await quit(terminal);
});

describe('by command', () => {
  const CLEAR_LINE = '\r\u001b[K';
  const startOne = (app: string, env: NodeJS.ProcessEnv = {}) => startCluster(app, {workers: 1, env});

  test('a profile tells on one line of a terminal how far it is, and clears it', async () => {
    const {place} = await startOne('stuck.cjs');
    const terminal = new Terminal(null, {place, args: ['profile', 'test', '--seconds', '8']});
    // On a slow machine what the master says of its progress arrives later.
    await terminal.waitForText(/^worker 1: CPU profile, [1-7] of 8 s$/m);
    expect(await terminal.waitForExit()).toEqual({code: 0});
    const [first, second] = terminal.rows();
    expect(first).toBe('sampling worker 1 for 8 s …');
    expect(second).toMatch(/^CPU profile of worker 1 /);
    expect(terminal.text()).not.toContain('worker 1: CPU profile');
  });

  test('a heap snapshot tells how much is written, also on a narrow terminal, and clears it', async () => {
    const hungry = await startOne('hungry.cjs', STOPS_IN_SNAPSHOT);
    const {place} = hungry;
    const terminal = new Terminal(null, {place, columns: 30, args: ['heap', 'test']});
    const {resume} = await pausedWhileWritten(hungry);
    await terminal.waitForText(/^worker 1: heap snapshot, [\d.]+/m);
    const {sequence} = await hungry.snapshot();
    await hungry.waitUntil('two snapshots more', snapshot => snapshot.sequence >= sequence + 2);
    resume();
    expect(await terminal.waitForExit()).toEqual({code: 0});
    expect(terminal.text()).toContain('heap snapshot of worker 1');
    expect(terminal.text()).not.toContain('worker 1: heap snapshot');
    // It is written again only where it says something else.
    const written = terminal.output.split(CLEAR_LINE).slice(1);
    expect(written.length).toBeGreaterThan(1);
    expect(written.filter((line, index) => line === written[index - 1])).toEqual([]);
  });

  test('one that fails leaves nothing but what went wrong', async () => {
    const {client, place} = await startOne('stuck.cjs');
    const terminal = new Terminal(null, {place, args: ['profile', 'test', '--seconds', '60']});
    await terminal.waitForText(/^worker 1: CPU profile, \d+ of 60 s$/m);
    process.kill((await client.status()).slots[0]!.worker!.pid, 'SIGKILL');
    expect(await terminal.waitForExit()).toEqual({code: 1});
    expect(terminal.rows()[1]).toMatch(/^clusterview: no CPU profile of worker 1 /);
  });

  test('where stderr is no terminal, or one that cannot move its cursor, there is no progress', async () => {
    const {place} = await startOne('stuck.cjs');
    const args = ['profile', 'test', '--seconds', '2'];
    expect((await runCommand(args, place)).stderr).toBe('sampling worker 1 for 2 s …\n');
    const dumb = new Terminal(null, {place, kind: 'dumb', args});
    expect(await dumb.waitForExit()).toEqual({code: 0});
    expect(dumb.output).toMatch(/^sampling worker 1 for 2 s …\r\nCPU profile of worker 1 /);
  });
});
