import {expect, test} from 'vitest';
import {runCommand} from '../support/command.js';
import {get} from '../support/http.js';
import {appPath} from '../support/place.js';
import {waitForNoProcess} from '../support/processes.js';
import {KEYS} from '../support/terminal.js';
import {attachToPair, openPair} from '../support/viewer.js';
import {waitFor} from '../support/wait-for.js';

test.each([
  ['its key', ['l']],
  ['Tab and Enter', [KEYS.tab, KEYS.tab, KEYS.enter]],
])(
  'q offers to leave the cluster running, by %s: it outlives the viewer and its terminal',
  async (_, keys) => {
    const terminal = await openPair();
    const port = await terminal.port();
    const {master} = await terminal.client.status();
    terminal.press('q');
    await terminal.waitForText('Leave it running');
    terminal.press(...keys);
    expect(await terminal.waitForExit()).toEqual({code: 0});
    expect(terminal.isAlternate).toBe(false);
    expect(terminal.text()).toContain('clusterview: test runs on');
    expect(terminal.text()).toContain('clusterview attach test');

    // Its terminal is gone: SIGHUP has the meaning that it has for daemons.
    process.kill(master.pid, 'SIGHUP');
    await waitFor('a reload', async () => (await terminal.client.status()).reload?.outcome === 'succeeded');
    expect((await get(port)).status).toBe(200);
    await expect(terminal.client.detach()).rejects.toThrow(
      'it is tied to no terminal that it could let go of',
    );

    const attached = await attachToPair(terminal);
    attached.press('4');
    await attached.waitForText('runs on without its terminal, asked by a key in the viewer');
    expect(await runCommand(['stop', 'test'], terminal.place)).toMatchObject({code: 0});
    expect(await attached.waitForExit()).toEqual({code: 0});
    await waitForNoProcess(terminal.place.mark);
  },
);

test('an attached viewer waits for a master that has gone, and shows the one that takes its name', async () => {
  const first = await openPair();
  const attached = await attachToPair(first);
  attached.press('3');
  await attached.waitForText('PORT main');
  const {master} = await first.client.status();
  process.kill(master.pid, 'SIGKILL');
  await attached.waitForText('master has gone; shown again when it is back');
  expect(await first.waitForExit()).toEqual({code: 1});

  const args = [appPath('http.cjs'), '--name', 'test', '--detach', '-w', '3'];
  expect(await runCommand(args, first.place)).toMatchObject({code: 0});
  const port = await first.port();
  await attached.waitForText(`PORT main ${port}`);
  attached.press('4');
  await attached.waitForText(/worker 3 \(pid \d+\) is ready/);
  attached.press('1');
  await attached.waitForText('3 of 3 workers ready');
  expect(attached.text()).not.toContain('has gone');
  attached.press('q');
  expect(await attached.waitForExit()).toEqual({code: 0});
  expect(attached.text()).toContain('clusterview: test runs on');
  expect(await runCommand(['stop', 'test'], first.place)).toMatchObject({code: 0});
  await waitForNoProcess(first.place.mark);
});

test('who leaves while the master is gone is told that it was lost', async () => {
  const first = await openPair();
  const attached = await attachToPair(first);
  process.kill((await first.client.status()).master.pid, 'SIGKILL');
  await attached.waitForText('master has gone');
  attached.press('q');
  expect(await attached.waitForExit()).toEqual({code: 1});
  expect(attached.text()).toContain('clusterview: test was lost: its master went away');
  await waitForNoProcess(first.place.mark);
});
