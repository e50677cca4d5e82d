import {expect, test} from 'vitest';
import {sendMany} from '../support/http.js';
import {SteadyClients} from '../support/steady-clients.js';
import {KEYS, Terminal} from '../support/terminal.js';
import {openCluster, quit} from '../support/viewer.js';
import {waitFor} from '../support/wait-for.js';

function expectNoWiderThan(terminal: Terminal, columns: number): void {
  expect(terminal.rows().every(row => row.length <= columns)).toBe(true);
}

test('on a small screen v goes from the last minute to the total and back, and the title says so', async () => {
  const terminal = await openCluster({columns: 80, rows: 24});
  await terminal.waitForText('last minute (v: in total)');
  terminal.press('v');
  await terminal.waitForText('in total (v: last minute)');
  expectNoWiderThan(terminal, 80);
  terminal.press('v');
  await terminal.waitForText('last minute (v: in total)');
  await quit(terminal);
});

test('on a wide screen both stand beside each other, and v says that there is no more', async () => {
  const terminal = await openCluster({columns: 120, rows: 40});
  await terminal.waitForText('distribution: last minute (left), in total (right)');
  terminal.press('v');
  await terminal.waitForText('the distribution is shown as far as it goes');
  await quit(terminal);
});

test('on the smallest screen v says that there is no room for the distribution', async () => {
  const terminal = await openCluster({columns: 60, rows: 15});
  await terminal.waitForText('distribution hidden');
  terminal.press('v');
  await terminal.waitForText('there is no room for the distribution');
  await quit(terminal);
});

test('a policy that is chosen shows its effect with the moment of the change, in a viewer opened later, too', async () => {
  const terminal = await openCluster({columns: 120, rows: 40});
  const port = await terminal.port();
  await sendMany(port, 40, {keepAlive: false});
  await terminal.waitForText('served 40 ');
  terminal.press('p');
  await terminal.waitForText('Who gets the next connection?');
  terminal.press(KEYS.down, KEYS.enter);
  const mark = /─ (distribution: )?round-robin until \d\d:\d\d:\d\d, least-connections since \(\d+s\)/;
  await terminal.waitForText(mark);
  // Nothing of before is in what is shown now.
  await terminal.waitForText(/─ requests none yet · connections none yet ─/);
  await waitFor('requests that count', async () => {
    await sendMany(port, 4, {keepAlive: false});
    const {policySwitch} = await terminal.client.status();
    return policySwitch!.slots.some(({requests}) => requests > 0);
  });
  const verdicts = /─ requests (even|fair|uneven) \d\.\d\d · connections (even|fair|uneven) \d/;
  await terminal.waitForText(verdicts);
  const later = new Terminal(null, {args: ['attach', 'test'], place: terminal.place});
  await later.waitForText(mark);
  await later.waitForText(verdicts);
  later.press('q');
  expect(await later.waitForExit()).toEqual({code: 0});
  await quit(terminal);
});

test('why requests are uneven is said as long as it is so: few connections that are kept', async () => {
  const terminal = await openCluster({columns: 120, rows: 40});
  const clients = new SteadyClients(await terminal.port(), {connections: 2});
  await terminal.waitForText('2 open connections are too few to be even over 4 workers');
  terminal.resize(80, 24);
  await terminal.waitForText(/╰─ ▲ 2 open connections are too few to be even over 4 workers ─/);
  expectNoWiderThan(terminal, 80);
  await clients.stop();
  await waitFor('the hint to go', () => !terminal.text().includes('too few to be even'));
  await quit(terminal);
});

test('a worker that is stuck is named as the reason for what it does not get', async () => {
  const terminal = await openCluster({columns: 80, rows: 24});
  const {slots} = await terminal.client.status();
  const pid = slots[2]!.worker!.pid;
  process.kill(pid, 'SIGSTOP');
  await waitFor('it to be known', async () => (await terminal.client.status()).slots[2]!.worker!.stopped);
  const port = await terminal.port();
  await sendMany(port, 40, {keepAlive: false});
  await terminal.waitForText(/╰─ ▲ worker 3 is stopped and gets nothing new ─/);
  process.kill(pid, 'SIGCONT');
  await waitFor('the hint to go', () => !terminal.text().includes('is stopped and gets nothing'));
  await quit(terminal);
});
