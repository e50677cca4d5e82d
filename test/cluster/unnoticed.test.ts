import {describe, expect, test} from 'vitest';
import {POLICIES} from '../../source/api/types.js';
import {startCluster, type TestCluster} from '../support/cluster.js';
import {SteadyClients} from '../support/steady-clients.js';

/** `.ci/run` has fewer on all but the machine's own Node: what is lost at random shows there. */
const TIMES = Number(process.env.UNNOTICED_TIMES ?? 20);
/** Of one test: it has its fill of work, however fast that is done. */
const TIMEOUT_MS = 240_000;
const NOTHING_LOST = {failed: 0, closed: 0};

/** Clients that think and such that do not, on a fast route and on a slow one. */
const CROWDS = [
  {path: '/', thinkMs: 0},
  {path: '/', thinkMs: 10},
  {path: '/slow?ms=50', thinkMs: 0},
  {path: '/slow?ms=50', thinkMs: 10},
];

async function start(args: readonly string[] = []) {
  const cluster = await startCluster('http.cjs', {args});
  const port = await cluster.port();
  const clients = CROWDS.map(crowd => new SteadyClients(port, {...crowd, connections: 8}));
  const answers = () => Promise.all(clients.map(each => each.waitForAnswers(1)));
  return {cluster, port, clients, answers};
}

async function expectNothingLost(cluster: TestCluster, clients: readonly SteadyClients[]): Promise<void> {
  for (const each of clients) expect(await each.stop()).toMatchObject(NOTHING_LOST);
  expect((await cluster.snapshot()).total.requests.aborted).toBe(0);
}

describe.each(POLICIES)('with %s no client notices', {timeout: TIMEOUT_MS}, policy => {
  const args = ['--policy', policy];

  test(`${TIMES} rolling reloads`, async () => {
    const {cluster, clients, answers} = await start(args);
    for (let i = 0; i < TIMES; i++) {
      await answers();
      await cluster.client.reload();
    }
    await answers();
    await expectNothingLost(cluster, clients);
  });

  test(`${TIMES} graceful kills`, async () => {
    const {cluster, clients, answers} = await start(args);
    for (let i = 0; i < TIMES; i++) {
      const slot = 1 + (i % 2);
      await answers();
      await cluster.client.kill(slot);
      await cluster.waitUntil('one worker in the slot', ({slots}) => {
        const {worker, others} = slots[slot - 1]!;
        return worker?.phase === 'ready' && others.length === 0;
      });
    }
    await answers();
    await expectNothingLost(cluster, clients);
  });

  test('a scale from 2 to 8, to 1, to 4', async () => {
    const {cluster, clients, answers} = await start(args);
    for (const workers of [8, 1, 4]) {
      await answers();
      await cluster.client.scale(workers);
      await cluster.waitUntil(`${workers} workers`, ({slots}) => {
        return slots.length === workers && slots.every(({worker}) => worker?.phase === 'ready');
      });
    }
    await answers();
    await expectNothingLost(cluster, clients);
  });
});

test(`${TIMES} times through all policies no client notices`, async () => {
  const {cluster, port, clients, answers} = await start();
  for (let i = 0; i < TIMES; i++) {
    for (const next of [...POLICIES].reverse()) {
      await cluster.client.setPolicy(next);
      if (i % 5 === 0) await answers();
    }
  }
  // New ones find their way, too.
  const late = new SteadyClients(port, {connections: 10});
  await late.waitForAnswers(2);
  await expectNothingLost(cluster, [...clients, late]);
});
