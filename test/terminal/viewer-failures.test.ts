import {expect, test} from 'vitest';
import {get} from '../support/http.js';
import {isAlive, waitForNoProcess} from '../support/processes.js';
import {attachToPair, expectNormalScreen, faultyEnv, openPair, viewerIn} from '../support/viewer.js';
import {waitFor} from '../support/wait-for.js';

const FAULTS = [
  ['exception', 'nobody catches this'],
  ['rejection', 'nobody handles this'],
  ['rendering', 'a component throws this'],
] as const;

test.each(FAULTS)(
  'a viewer that fails by its %s restores the terminal and says why, and its cluster runs on',
  async (fault, words) => {
    const terminal = await openPair({env: faultyEnv(fault), inShell: true});
    const port = await terminal.port();
    const viewer = viewerIn(terminal);
    process.kill(viewer, 'SIGUSR2');
    await terminal.waitForText('clusterview: test runs on, but the viewer failed');
    await expectNormalScreen(terminal);
    await terminal.waitForText(words);
    await waitFor('the end of the viewer', () => !isAlive(viewer));
    expect((await get(port)).status).toBe(200);
    terminal.hangUp();
    await waitForNoProcess(terminal.place.mark);
  },
);

test.each(FAULTS)('an attached viewer that fails by its %s ends with 1', async (fault, words) => {
  const cluster = await openPair();
  const attached = await attachToPair(cluster, faultyEnv(fault));
  process.kill(attached.pid, 'SIGUSR2');
  expect(await attached.waitForExit()).toEqual({code: 1});
  expect(attached.isAlternate).toBe(false);
  expect(attached.text()).toContain('clusterview: test runs on, but the viewer failed');
  expect(attached.text()).toContain(words);
  cluster.hangUp();
  await waitForNoProcess(cluster.place.mark);
});
