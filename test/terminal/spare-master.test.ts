import {expect, test} from 'vitest';
import {placeWith} from '../support/config.js';
import {get} from '../support/http.js';
import {commandLine, markedProcesses, waitForNoProcess} from '../support/processes.js';
import {Terminal} from '../support/terminal.js';
import {openPair} from '../support/viewer.js';
import {waitFor} from '../support/wait-for.js';

const APP =
  "require('node:http').createServer((_, response) => response.end(process.env.FROM_CONFIG)).listen(0);";

const masters = ({place}: Terminal) =>
  markedProcesses(place.mark).filter(pid => /master/.test(commandLine(pid)));

test('the master that was started ahead is the one that is used', async () => {
  const terminal = await openPair();
  const {master} = await terminal.client.status();
  expect(masters(terminal)).toEqual([master.pid]);
});

test('a wrong option leaves no master behind', async () => {
  const terminal = new Terminal('http.cjs', {args: ['--frobnicate']});
  expect(await terminal.waitForExit()).toEqual({code: 2});
  expect(terminal.text()).toMatch(/frobnicate/);
  await waitForNoProcess(terminal.place.mark);
});

test('a signal while the command line is read leaves no master behind', async () => {
  const terminal = new Terminal('http.cjs');
  await waitFor('the master', () => markedProcesses(terminal.place.mark).length >= 2);
  process.kill(terminal.pid, 'SIGKILL');
  await terminal.waitForExit();
  await waitForNoProcess(terminal.place.mark);
});

test('where a config file says that there is no viewer, none stays that nobody needs', async () => {
  const config = {app: 'app.cjs', name: 'test', workers: 1, headless: true};
  const place = placeWith({'app.cjs': APP, 'clusterview.config.json': JSON.stringify(config)});
  const terminal = new Terminal(null, {place});
  await waitFor('the worker', () => /worker 1 .* is ready/.test(terminal.text()));
  await waitFor('the end of the master', () => masters(terminal).length === 0);
});

test('a config file that changes the environment changes that of the workers', async () => {
  const config =
    "process.env.FROM_CONFIG = 'changed'; module.exports = {app: 'app.cjs', name: 'test', workers: 1};";
  const place = placeWith({'app.cjs': APP, 'clusterview.config.cjs': config});
  const terminal = new Terminal(null, {place});
  await terminal.waitForText(/is ready after/);
  expect((await get(await terminal.port())).body).toBe('changed');
});

test('a command behind a flag has no master that nobody needs', async () => {
  const terminal = await openPair();
  const attached = new Terminal(null, {place: terminal.place, args: ['--ascii', 'attach', 'test']});
  await attached.waitForText('2 of 2 workers ready');
  await waitFor('one master', () => masters(terminal).length === 1);
});
