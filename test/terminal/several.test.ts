import {readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {type ApiClient, createApiClient} from '../../source/api/client.js';
import {runCommand} from '../support/command.js';
import {placeWith} from '../support/config.js';
import {get} from '../support/http.js';
import {listenerPort} from '../support/listener-port.js';
import {appPath, type Place} from '../support/place.js';
import {isAlive, markedProcesses, waitForNoProcess} from '../support/processes.js';
import {KEYS, Terminal, type TerminalOptions} from '../support/terminal.js';
import {faultyEnv, openPair, quit, viewerIn} from '../support/viewer.js';
import {waitFor} from '../support/wait-for.js';

const API = {name: 'api', app: appPath('http.cjs'), workers: 2};
const WEB = {name: 'web', app: appPath('http.cjs')};
const JOBS = {name: 'jobs', app: appPath('lines.cjs')};
const DEFAULTS = {workers: 1, env: {HEADERS_MS: 5000}};

const placeOf = (...apps: readonly object[]) => placeWith({'clusterview.config.json': {...DEFAULTS, apps}});

const clientOf = (name: string, {directory}: Place): ApiClient =>
  createApiClient(path.join(directory, 'clusterview', `${name}.sock`), 'clusterview-test');

/** How many there are to the socket of its API (Linux). */
function connectionsTo(name: string, {directory}: Place): number {
  const socket = path.join(directory, 'clusterview', `${name}.sock`);
  const isConnection = (line: string) => line.endsWith(` ${socket}`) && / 0001 03 /.test(line);
  return readFileSync('/proc/net/unix', 'utf8').split('\n').filter(isConnection).length;
}

/** The line of all clusters. */
const topOf = (terminal: Terminal) => terminal.rows()[0] ?? '';

async function waitForTop(terminal: Terminal, start: string): Promise<void> {
  await waitFor(
    () => `"${start}" on the first line of:\n${terminal.text()}`,
    () => topOf(terminal).startsWith(start),
  );
}

/** Of the one that is shown. */
async function waitForShown(terminal: Terminal, name: string): Promise<void> {
  await terminal.waitForText(`clusterview · ${name} `);
}

/** A viewer of these apps, with all of them ready. */
async function openSeveral(
  place: Place = placeOf(API, WEB),
  {env, ...options}: TerminalOptions = {},
): Promise<Terminal> {
  const terminal = new Terminal(null, {...options, place: {...place, env: {...place.env, ...env}}});
  await waitForTop(terminal, '[● api ready] ● web ready ');
  return terminal;
}

async function pidsOf(name: string, place: Place): Promise<number[]> {
  return (await clientOf(name, place).status()).slots.flatMap(({worker}) => worker?.pid ?? []);
}

async function expectEnd(terminal: Terminal, code: number): Promise<void> {
  expect(await terminal.waitForExit()).toEqual({code});
  expect(terminal.isAlternate).toBe(false);
  await waitForNoProcess(terminal.place.mark);
}

test('the apps of a config file have one viewer, whose keys go from one to another; quitting stops all', async () => {
  const terminal = await openSeveral(placeOf(API, WEB, JOBS), {columns: 80, rows: 24});
  await waitForTop(terminal, '[● api ready] ● web ready  ● jobs ready   ');
  expect(topOf(terminal)).toMatch(/ \] next {2}\[ back {2}c list$/);
  await waitForShown(terminal, 'api');
  await terminal.waitForText('2 of 2 workers ready');

  terminal.press(']');
  await waitForTop(terminal, ' ● api ready [● web ready] ● jobs ready ');
  await waitForShown(terminal, 'web');
  await terminal.waitForText('1 of 1 worker ready');
  // Round the ends.
  terminal.press(']', ']');
  await waitForShown(terminal, 'api');
  terminal.press('[');
  await waitForTop(terminal, ' ● api ready  ● web ready [● jobs ready]');
  await waitForShown(terminal, 'jobs');

  terminal.press('c');
  await terminal.waitForText(/api {3}● ready +2\/2 workers +0 req\/s/);
  await terminal.waitForText(/▸ jobs/);
  terminal.press('k', KEYS.enter);
  await waitForShown(terminal, 'web');
  expect(terminal.text()).not.toContain('Which cluster?');
  terminal.press('c');
  await terminal.waitForText('Which cluster?');
  terminal.press('c');
  await waitFor('the end of the list', () => !terminal.text().includes('Which cluster?'));

  terminal.press('q');
  await terminal.waitForText('Quit, and stop 3 clusters?');
  await terminal.waitForText(/api, web, jobs: 4 workers and 0 open connections, 0 requests in flight\./);
  terminal.press('y');
  await expectEnd(terminal, 0);
  for (const name of ['api', 'web', 'jobs'])
    expect(terminal.text()).toContain(`clusterview: ${name} stopped`);
});

test('selection, order and what is frozen belong to each cluster, and stay while another is shown', async () => {
  const terminal = await openSeveral();
  terminal.press('j', 's', ' ');
  await terminal.waitForText(/▸ +2 /);
  await terminal.waitForText(/CPU▼|CPU ▼|▼CPU|▼ CPU/);
  await terminal.waitForText(/frozen \d+s/);
  terminal.press(']', '4');
  await waitForShown(terminal, 'web');
  await terminal.waitForText('[4 events]');
  expect(terminal.text()).not.toContain('frozen');
  terminal.press('[');
  await waitForShown(terminal, 'api');
  const text = await terminal.waitForText(/frozen \d+s/);
  expect(text).toContain('[1 workers]');
  expect(text).toMatch(/▸ +2 /);
  terminal.press(']');
  await waitForShown(terminal, 'web');
  await terminal.waitForText('[4 events]');
  terminal.press(KEYS.ctrlC);
  await expectEnd(terminal, 0);
});

test('keys that arrive behind one that goes to another cluster are for that one', async () => {
  const terminal = await openSeveral();
  const [worker] = await pidsOf('web', terminal.place);
  terminal.press(']x');
  await terminal.waitForText(`Stop worker 1 (pid ${worker})?`);
  terminal.press(KEYS.escape);
  terminal.press(KEYS.ctrlC);
  await expectEnd(terminal, 0);
});

test('log lines that are read stay where they are while another cluster is shown, and those that follow go on', async () => {
  const place = placeOf({...API, app: appPath('lines.cjs'), workers: 1}, {...WEB, app: appPath('lines.cjs')});
  const terminal = await openSeveral(place);
  const write = async (name: string, text: string) =>
    get(await listenerPort(clientOf(name, place)), `/out?text=${text}`);
  await write('api', 'before');
  terminal.press('3');
  await terminal.waitForText('before');
  terminal.press(']3');
  await waitForShown(terminal, 'web');
  await terminal.waitForText('· follows ─');
  await write('api', 'meanwhile');
  await write('web', 'other');
  await terminal.waitForText('other');
  expect(terminal.text()).not.toContain('meanwhile');
  terminal.press('[');
  await terminal.waitForText('meanwhile');
  expect(terminal.text()).toContain('before');

  terminal.press('k');
  await terminal.waitForText('stands still');
  terminal.press(']');
  await waitForShown(terminal, 'web');
  await write('api', 'later');
  terminal.press('[');
  await terminal.waitForText('stands still, 1 newer');
  terminal.press('G');
  await terminal.waitForText('later');
  terminal.press(KEYS.ctrlC);
  await expectEnd(terminal, 0);
});

test.runIf(process.platform === 'linux')(
  'log lines that follow are asked for only while their cluster is shown',
  async () => {
    const place = placeOf(API, WEB);
    const terminal = await openSeveral(place);
    const streams = (count: number) =>
      waitFor(
        () => `${count} streams, not ${connectionsTo('api', place)}`,
        () => connectionsTo('api', place) === count,
      );
    await streams(1);
    terminal.press('3');
    await streams(2);
    terminal.press(']');
    await streams(1);
    terminal.press('[');
    await streams(2);
    terminal.press(KEYS.ctrlC);
    await expectEnd(terminal, 0);
  },
);

test('apps that do not start or whose name is taken are told with the cause, and the others live on', async () => {
  const how = {HOW_FILE: 'how'};
  const broken = {name: 'bad', app: appPath('die-at-start.cjs'), env: how, restartLimit: 1};
  const place = placeOf(API, WEB, broken, {...JOBS, name: 'taken'});
  writeFileSync(path.join(place.directory, 'how'), 'throw');
  const first = await runCommand([appPath('http.cjs'), '--name', 'taken', '--detach', '-w', '1'], place);
  expect(first).toMatchObject({code: 0});

  const terminal = await openSeveral(place);
  await waitForTop(terminal, '[● api ready] ● web ready  ✖ bad failed  ✖ taken not started ');
  terminal.press('[');
  await waitForShown(terminal, 'taken');
  await terminal.waitForText('a cluster named "taken" runs already');
  // The other one of that name is none of this viewer's.
  terminal.press('R');
  await terminal.waitForText('taken does not run');
  terminal.press('c');
  await terminal.waitForText(/✖ failed: .*thrown at start/);
  await terminal.waitForText(/✖ not started: a cluster named "taken" runs already/);
  terminal.press(KEYS.escape, ']');
  await waitForShown(terminal, 'api');
  expect((await get(await listenerPort(clientOf('api', place)))).status).toBe(200);

  terminal.press('q');
  await terminal.waitForText('Quit, and stop 3 clusters?');
  terminal.press('y');
  expect(await terminal.waitForExit()).toEqual({code: 1});
  expect(terminal.text()).toContain('clusterview: bad has failed and is stopped');
  expect(terminal.text()).toMatch(
    /clusterview: taken has not started\n {2}a cluster named "taken" runs already/,
  );
  expect(await runCommand(['stop'], place)).toMatchObject({code: 0});
  await waitForNoProcess(place.mark);
});

test('where none of the apps can be started, each is told in a line, and no viewer opens', async () => {
  const place = placeOf(API, WEB);
  expect(await runCommand(['--detach'], place)).toMatchObject({code: 0});
  const terminal = new Terminal(null, {place});
  expect(await terminal.waitForExit()).toEqual({code: 1});
  expect(terminal.output).not.toContain('\u001b[?1049h');
  expect(terminal.text()).toMatch(/^clusterview: api: a cluster named "api" runs already/m);
  expect(terminal.text()).toMatch(/^clusterview: web: a cluster named "web" runs already/m);
  for (const name of ['api', 'web']) expect(await runCommand(['stop', name], place)).toMatchObject({code: 0});
  await waitForNoProcess(place.mark);
});

test('clusters that end are told with the cause, and the viewer closes with the last one', async () => {
  const terminal = await openSeveral(placeOf(API, WEB, JOBS));
  const {place} = terminal;
  process.kill((await clientOf('web', place).status()).master.pid, 'SIGKILL');
  await waitForTop(terminal, '[● api ready] ✖ web lost  ● jobs ready ');
  terminal.press(']');
  await terminal.waitForText('lost: its master went away (SIGKILL)');
  expect(await runCommand(['stop', 'jobs'], place)).toMatchObject({code: 0});
  await waitForTop(terminal, ' ● api ready [✖ web lost] ○ jobs stopped ');
  terminal.press('q');
  await terminal.waitForText('Quit, and stop api?');
  terminal.press('y');
  await expectEnd(terminal, 1);
  expect(terminal.text()).toContain('clusterview: web was lost: its master went away (SIGKILL)');
  expect(terminal.text()).toContain('clusterview: api stopped');
});

test.each(['SIGTERM', 'SIGHUP', 'SIGINT'] as const)('%s to the viewer stops all gracefully', async signal => {
  const terminal = await openSeveral();
  process.kill(terminal.pid, signal);
  await expectEnd(terminal, 0);
});

test('Ctrl-C stops all gracefully, shows which are left, and a second one ends them at once', async () => {
  const terminal = await openSeveral(placeOf(API, {...WEB, drainTimeout: '1h'}));
  const request = get(await listenerPort(clientOf('web', terminal.place)), '/slow?ms=3600000').catch(
    (error: Error) => error,
  );
  await waitFor(
    'the request',
    async () => (await clientOf('web', terminal.place).status()).total.requests.inFlight === 1,
  );
  terminal.press(KEYS.ctrlC);
  await waitForTop(terminal, ' ○ api stopped [◔ web stopping]');
  await terminal.waitForText('Ctrl-C again to end it at once');
  terminal.press(KEYS.ctrlC);
  await expectEnd(terminal, 0);
  expect(await request).toBeInstanceOf(Error);
});

test('a signal that comes before the viewer is open leaves nothing behind', async () => {
  const place = placeOf(API, WEB);
  const terminal = new Terminal(null, {place});
  await waitFor('the masters', () => markedProcesses(place.mark).length >= 3);
  process.kill(terminal.pid, 'SIGINT');
  await expectEnd(terminal, 0);
});

test('a viewer that fails restores the terminal and says so once, and all its clusters run on', async () => {
  const terminal = await openSeveral(placeOf(API, WEB), {env: faultyEnv('exception'), inShell: true});
  process.kill(viewerIn(terminal), 'SIGUSR2');
  await terminal.waitForText('clusterview: api runs on, but the viewer failed');
  await terminal.waitForText('clusterview: web runs on, but the viewer failed');
  expect(terminal.isAlternate).toBe(false);
  expect(terminal.text().match(/nobody catches this/g)).toHaveLength(1);
  for (const name of ['api', 'web']) expect(await pidsOf(name, terminal.place)).not.toEqual([]);
  terminal.hangUp();
  await waitForNoProcess(terminal.place.mark);
});

test('a terminal that goes away takes all with it, also after the viewer was killed, which takes none', async () => {
  const terminal = await openSeveral(placeOf(API, WEB), {inShell: true});
  const {place} = terminal;
  const viewer = viewerIn(terminal);
  process.kill(viewer, 'SIGKILL');
  await waitFor('the end of the viewer', () => !isAlive(viewer));
  for (const name of ['api', 'web']) {
    expect((await get(await listenerPort(clientOf(name, place)))).status).toBe(200);
  }
  terminal.hangUp();
  await waitForNoProcess(place.mark);
});

test('left running, all outlive the terminal; attach shows all or those that are named, and leaves them as they are', async () => {
  const first = await openSeveral(placeOf(API, WEB, JOBS));
  const {place} = first;
  first.press('q');
  await first.waitForText('Leave running');
  first.press('l');
  expect(await first.waitForExit()).toEqual({code: 0});
  for (const name of ['api', 'web', 'jobs']) expect(first.text()).toContain(`clusterview: ${name} runs on`);

  const all = new Terminal(null, {args: ['attach'], place});
  await waitForTop(all, '[● api ready] ● jobs ready  ● web ready ');
  all.press(']');
  await waitForShown(all, 'jobs');
  const two = new Terminal(null, {args: ['attach', 'web', 'api', 'web'], place});
  await waitForTop(two, '[● web ready] ● api ready  ');
  two.press('+');
  await two.waitForText('2 of 2 workers ready');
  expect(await pidsOf('web', place)).toHaveLength(2);
  expect(await pidsOf('jobs', place)).toHaveLength(1);
  two.press('q');
  expect(await two.waitForExit()).toEqual({code: 0});
  expect(two.text()).toContain('clusterview: web runs on');

  for (const name of ['api', 'web']) expect(await runCommand(['stop', name], place)).toMatchObject({code: 0});
  await waitForTop(all, ' ○ api stopped [● jobs ready] ○ web stopped ');
  expect(await runCommand(['stop'], place)).toMatchObject({code: 0});
  await expectEnd(all, 0);
});

test('an attached viewer of several waits for a master that has gone, while the others go on', async () => {
  const place = placeOf(API, WEB);
  expect(await runCommand(['--detach'], place)).toMatchObject({code: 0});
  const terminal = new Terminal(null, {args: ['attach'], place});
  await waitForTop(terminal, '[● api ready] ● web ready ');
  process.kill((await clientOf('web', place).status()).master.pid, 'SIGKILL');
  await waitForTop(terminal, '[● api ready] ✖ web gone ');
  terminal.press(']');
  await terminal.waitForText('master has gone; shown again when it is back');
  expect(await runCommand(['web', '--detach'], place)).toMatchObject({code: 0});
  await waitForTop(terminal, ' ● api ready [● web ready]');
  terminal.press('q');
  expect(await terminal.waitForExit()).toEqual({code: 0});
  for (const name of ['api', 'web']) expect(await runCommand(['stop', name], place)).toMatchObject({code: 0});
  await waitForNoProcess(place.mark);
});

test('a cluster that was stopped is shown again in an attached viewer of several when it is started again', async () => {
  const place = placeOf(API, {...WEB, app: appPath('lines.cjs')});
  expect(await runCommand(['--detach'], place)).toMatchObject({code: 0});
  const terminal = new Terminal(null, {args: ['attach'], place});
  await waitForTop(terminal, '[● api ready] ● web ready ');
  terminal.press(']', '3');
  await terminal.waitForText('[3 logs]');
  for (const round of [1, 2]) {
    expect(await runCommand(['stop', 'web'], place)).toMatchObject({code: 0});
    await waitForTop(terminal, ' ● api ready [○ web stopped]');
    expect(await runCommand(['web', '--detach', '-w', '2'], place)).toMatchObject({code: 0});
    await waitForTop(terminal, ' ● api ready [● web ready]');
    await get(await listenerPort(clientOf('web', place)), `/out?text=round-${round}`);
    await terminal.waitForText(`round-${round}`);
  }
  terminal.press('1');
  await terminal.waitForText('2 of 2 workers ready');

  for (const name of ['web', 'api']) expect(await runCommand(['stop', name], place)).toMatchObject({code: 0});
  await expectEnd(terminal, 0);
});

test('attach to several is refused in one line where it cannot be', async () => {
  const place = placeOf(API, WEB);
  expect(await runCommand(['--detach'], place)).toMatchObject({code: 0});
  const which = 'clusterview: which cluster? running: api, web\n';
  expect(await runCommand(['attach'], place)).toMatchObject({code: 2, stderr: which});
  for (const [args, line] of [
    [['attach', '--plain'], /^clusterview: which cluster\? running: api, web$/m],
    [
      ['attach', 'api', 'web', '--plain'],
      /^clusterview: --plain tells of one cluster at a time, not also "web"$/m,
    ],
    [['attach', 'api', 'nope'], /^clusterview: no cluster named "nope"; running: api, web$/m],
    [
      ['attach', 'api', 'ssh://host/x'],
      /^clusterview: ssh:\/\/host\/x stands alone: leave out the other names$/m,
    ],
    [['--plain'], /^clusterview: clusterview\.config\.json has 2 apps: start all of them with --detach/m],
    [['--headless'], /^clusterview: clusterview\.config\.json has 2 apps: start all of them with --detach/m],
  ] as const) {
    const terminal = new Terminal(null, {args, place});
    expect(await terminal.waitForExit()).toEqual({code: 2});
    expect(terminal.text()).toMatch(line);
  }
  for (const name of ['api', 'web']) expect(await runCommand(['stop', name], place)).toMatchObject({code: 0});
  await waitForNoProcess(place.mark);
});

test('one cluster alone has no line of clusters, and no keys for it', async () => {
  const terminal = await openPair({columns: 80, rows: 24});
  expect(topOf(terminal)).toMatch(/^╭─ clusterview · test ─/);
  terminal.press(']', '[', 'c', '?');
  const help = await terminal.waitForText('─ help ─');
  expect(help).not.toContain('Which cluster?');
  terminal.press('G');
  await terminal.waitForText('Ctrl-C');
  expect(terminal.text()).not.toContain('list the clusters');
  terminal.press('?');
  await quit(terminal);
});

test.each([
  [120, 40],
  [80, 24],
  [60, 15],
])('at %i×%i nothing wraps and nothing is pushed off the screen', async (columns, rows) => {
  const others = Array.from({length: 4}, (_, index) => ({
    ...WEB,
    name: `service-with-a-long-name-${index}`,
  }));
  const place = placeOf(API, ...others);
  const terminal = new Terminal(null, {place, columns, rows});
  await terminal.waitForText('2 of 2 workers ready');
  for (const view of ['1', '2', '3', '4']) {
    terminal.press(view);
    await terminal.waitForText(new RegExp(`\\[${view} `));
    const shown = terminal.rows();
    expect(shown[0]).toMatch(/^\[. api.*\].*\[.*c/);
    expect(shown[1]).toMatch(/^╭─ clusterview · a/);
    expect(shown.at(-2)).toMatch(/^╰/);
    expect(shown.at(-1)).toContain('? help');
  }
  terminal.press(KEYS.ctrlC);
  await expectEnd(terminal, 0);
});
