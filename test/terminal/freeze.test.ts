import {expect, test} from 'vitest';
import {get} from '../support/http.js';
import {KEYS, type Terminal} from '../support/terminal.js';
import {openCluster, quit} from '../support/viewer.js';
import {waitFor} from '../support/wait-for.js';

async function write(terminal: Terminal, text: string): Promise<void> {
  await get(await terminal.port(), `/out?text=${text}`);
}

test('Space holds log lines, too, and says for how long; what came meanwhile is there when they go on', async () => {
  const terminal = await openCluster({}, 'lines.cjs');
  await write(terminal, 'before');
  terminal.press('3');
  await terminal.waitForText('before');
  await terminal.waitForText('· follows ─');
  terminal.press(' ');
  await terminal.waitForText(/─ frozen \d+s · running ·/);
  await write(terminal, 'meanwhile');
  await terminal.waitForText('stands still, 1 newer');
  await terminal.waitForText(/─ frozen ([2-9]|\d\d+)s ·/);
  expect(terminal.text()).not.toContain('meanwhile');
  // To go to the newest of what is frozen is no reason to go on.
  terminal.press('k', 'G', 't');
  await waitFor('lines without times', () => /^│ ▸ +\d │ before/m.test(terminal.text()));
  expect(terminal.text()).toContain('stands still, 1 newer');
  expect(terminal.text()).not.toContain('meanwhile');
  terminal.press(' ');
  await terminal.waitForText('meanwhile');
  await terminal.waitForText('· follows ─');
  expect(terminal.text()).not.toContain('frozen');
  await quit(terminal);
});

test('logs that are opened while the screen is frozen follow, and say so', async () => {
  const terminal = await openCluster({}, 'lines.cjs');
  terminal.press(' ');
  await terminal.waitForText(/─ frozen \d+s ·/);
  terminal.press('3');
  await terminal.waitForText('· follows ─');
  await write(terminal, 'meanwhile');
  await terminal.waitForText('meanwhile');
  expect(terminal.text()).toContain('frozen');
  terminal.press(' ');
  await quit(terminal);
});

test('of marked workers that have gone from a frozen screen nothing is touched, and of each it is told what became of it', async () => {
  const terminal = await openCluster();
  const before = (await terminal.client.status()).slots.map(({worker}) => worker!.pid);
  terminal.press('m', 'j', 'j', 'm', ' ');
  await terminal.waitForText(/─ frozen \d+s ·/);
  await terminal.client.reloadSlot(1);
  const now = (await terminal.client.status()).slots.map(({worker}) => worker!.pid);
  terminal.press('X');
  await terminal.waitForText('Kill 2 workers (1, 3)?');
  await terminal.waitForText(`pid ${before[0]}, ${before[2]}`);
  await terminal.waitForText('SIGKILL: 0 connections are cut, 0 requests in flight lost.');
  terminal.press('y');
  await terminal.waitForText('Kill: failed for 1 of 2 workers (1, 3)');
  await terminal.waitForText(
    `failed  worker 1: worker 1 (pid ${now[0]}) has taken the place of pid ${before[0]}; nothing was done`,
  );
  await terminal.waitForText(`done    SIGKILL sent to worker 3 (pid ${before[2]})`);
  expect((await terminal.client.status()).slots[0]!.worker!.pid).toBe(now[0]);
  terminal.press(KEYS.escape);
  await waitFor('the screen below', () => !terminal.text().includes('failed  worker 1'));
  terminal.press('M');
  await waitFor('no mark', () => !terminal.text().includes('marked'));
  await waitFor('its end', async () => {
    const {slots} = await terminal.client.status();
    return slots[2]!.worker?.pid !== before[2];
  });
  terminal.press('r');
  await terminal.waitForText(new RegExp(`pid ${before[2]}( of worker 3 has gone)?; nothing was done`));
  terminal.press(' ');
  await quit(terminal);
});
