import {fileURLToPath} from 'node:url';
import {expect, test} from 'vitest';
import {get} from '../support/http.js';
import {isAlive, waitForNoProcess} from '../support/processes.js';
import {Terminal} from '../support/terminal.js';
import {viewerIn} from '../support/viewer.js';
import {waitFor} from '../support/wait-for.js';

const PRELOAD = fileURLToPath(new URL('../support/viewer-faults.cjs', import.meta.url));

const FAULTS = [
  ['exception', 'nobody catches this'],
  ['rejection', 'nobody handles this'],
  ['rendering', 'a component throws this'],
] as const;

const faultyEnv = (fault: string) => ({NODE_OPTIONS: `--require ${PRELOAD}`, FAULT: fault});

test.each(FAULTS)(
  'a viewer that fails by its %s restores the terminal and says why, and its cluster runs on',
  async (fault, words) => {
    const terminal = new Terminal('http.cjs', {
      args: ['--workers', '2'],
      env: faultyEnv(fault),
      inShell: true,
    });
    await terminal.waitForText('2 of 2 workers ready');
    const port = await terminal.port();
    const viewer = viewerIn(terminal);
    process.kill(viewer, 'SIGUSR2');
    await terminal.waitForText('clusterview: test runs on, but the viewer failed');
    expect(terminal.isAlternate).toBe(false);
    await terminal.waitForText(words);
    expect(terminal.output.lastIndexOf('\u001b[?25h')).toBeGreaterThan(
      terminal.output.lastIndexOf('\u001b[?25l'),
    );
    await waitFor('the end of the viewer', () => !isAlive(viewer));
    expect((await get(port)).status).toBe(200);
    terminal.hangUp();
    await waitForNoProcess(terminal.place.mark);
  },
);

test.each(FAULTS)('an attached viewer that fails by its %s ends with 1', async (fault, words) => {
  const cluster = new Terminal('http.cjs', {args: ['--workers', '2']});
  await cluster.waitForText('2 of 2 workers ready');
  const place = {...cluster.place, env: {...cluster.place.env, ...faultyEnv(fault)}};
  const attached = new Terminal(null, {args: ['attach', 'test'], place});
  await attached.waitForText('2 of 2 workers ready');
  process.kill(attached.pid, 'SIGUSR2');
  expect(await attached.waitForExit()).toEqual({code: 1});
  expect(attached.isAlternate).toBe(false);
  expect(attached.text()).toContain('clusterview: test runs on, but the viewer failed');
  expect(attached.text()).toContain(words);
  cluster.hangUp();
  await waitForNoProcess(cluster.place.mark);
});
