import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {expect, test} from 'vitest';
import {createApiClient} from '../../source/api/client.js';
import {markedProcesses, waitForNoProcess} from '../support/processes.js';
import {Terminal} from '../support/terminal.js';
import {waitFor} from '../support/wait-for.js';

const START = fileURLToPath(new URL('../../demo/start.js', import.meta.url));

test('npm start shows four workers under load, and leaves nothing behind', async () => {
  const terminal = new Terminal(null, {script: START, env: {PORT: '0'}});
  await terminal.waitForText('4 of 4 workers ready');
  const socketPath = path.join(terminal.place.directory, 'clusterview', 'demo.sock');
  const client = createApiClient(socketPath, 'clusterview-test');
  await waitFor('requests on every worker', async () => {
    const {slots} = await client.status();
    return slots.every(({total}) => total.requests > 10);
  });
  expect(markedProcesses(terminal.place.mark).length).toBeGreaterThanOrEqual(8);
  terminal.press('q');
  await terminal.waitForText('Quit, and stop demo?');
  terminal.press('y');
  expect(await terminal.waitForExit()).toEqual({code: 0});
  await waitForNoProcess(terminal.place.mark);
});
