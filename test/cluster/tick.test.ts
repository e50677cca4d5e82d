import {expect, test} from 'vitest';
import type {WorkerSnapshot} from '../../source/api/types.js';
import {REPORTS_EARLY_MS, TICK_AFTER_REPORTS_MS} from '../../source/master/bounds.js';
import {placeOf} from '../../source/messages/moments.js';
import {REPORT_INTERVAL_MS} from '../../source/messages/types.js';
import {startCluster, type TestCluster} from '../support/cluster.js';
import {waitFor} from '../support/wait-for.js';

async function looksOf(cluster: TestCluster): Promise<number[]> {
  return (await cluster.client.history()).points.map(({at}) => at);
}

const CLOCKS_MS = 3;

/** Before it would have come without reports; clocks may differ by a little. */
function isEarly(at: number, masterPid: number): boolean {
  const sinceFirst = (at - placeOf(masterPid) + REPORTS_EARLY_MS) % REPORT_INTERVAL_MS;
  return sinceFirst < REPORTS_EARLY_MS + TICK_AFTER_REPORTS_MS - CLOCKS_MS;
}

test('a master looks as soon as its workers at rest have reported, and once a second', async () => {
  const cluster = await startCluster('http.cjs', {workers: 3});
  const {master} = await cluster.snapshot();
  await waitFor('a look that need not wait', async () =>
    (await looksOf(cluster)).some(at => isEarly(at, master.pid)),
  );
  const looks = await looksOf(cluster);
  // One that is late does not have others follow it sooner for long: each has its second.
  const seconds = (looks.at(-1)! - looks[0]!) / REPORT_INTERVAL_MS;
  expect(looks.length).toBeLessThanOrEqual(seconds + 2);
});

test('it looks without the reports of those that do not make any', async () => {
  const cluster = await startCluster('http.cjs', {workers: 2});
  const {master} = await cluster.snapshot();
  await waitFor('a look that need not wait', async () =>
    (await looksOf(cluster)).some(at => isEarly(at, master.pid)),
  );
  const [{pid}] = (await cluster.workers()) as [WorkerSnapshot, ...WorkerSnapshot[]];
  process.kill(pid, 'SIGSTOP');
  try {
    await cluster.waitUntil('it to be seen', ({slots}) => slots[0]!.worker!.stopped);
    const before = (await looksOf(cluster)).length;
    await waitFor('more looks', async () => (await looksOf(cluster)).length >= before + 3);
  } finally {
    process.kill(pid, 'SIGCONT');
  }
});
