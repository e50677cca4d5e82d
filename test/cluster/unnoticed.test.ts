import {describe, expect, test} from 'vitest';
import {POLICIES} from '../../source/api/types.js';
import {startCluster, type TestCluster} from '../support/cluster.js';
import {SteadyClients} from '../support/steady-clients.js';

const TIMES = 20;
const NOTHING_LOST = {failed: 0, closed: 0};

describe.each([...POLICIES, 'changing'] as const)('with %s no client notices', policy => {
  describe.each(['/', '/slow?ms=50'])('on %s', route => {
    const start = async () => {
      const args = policy === 'changing' ? [] : ['--policy', policy];
      const cluster = await startCluster('http.cjs', {args});
      const port = await cluster.port();
      const clients = [0, 10].map(
        thinkMs => new SteadyClients(port, {path: route, thinkMs, connections: 10}),
      );
      const answers = () => Promise.all(clients.map(each => each.waitForAnswers(1)));
      return {cluster, clients, answers};
    };
    const expectNothingLost = async (cluster: TestCluster, clients: readonly SteadyClients[]) => {
      for (const each of clients) expect(await each.stop()).toMatchObject(NOTHING_LOST);
      expect((await cluster.snapshot()).total.requests.aborted).toBe(0);
    };

    test.skipIf(policy === 'changing')(`${TIMES} rolling reloads`, async () => {
      const {cluster, clients, answers} = await start();
      for (let i = 0; i < TIMES; i++) {
        await answers();
        await cluster.client.reload();
      }
      await answers();
      await expectNothingLost(cluster, clients);
    });

    test.skipIf(policy === 'changing')(`${TIMES} graceful kills`, async () => {
      const {cluster, clients, answers} = await start();
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

    test.skipIf(policy === 'changing')('a scale from 2 to 8, to 1, to 4', async () => {
      const {cluster, clients, answers} = await start();
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

    test.runIf(policy === 'changing')(`${TIMES} times through all policies`, async () => {
      const {cluster, clients, answers} = await start();
      for (let i = 0; i < TIMES; i++) {
        for (const next of [...POLICIES].reverse()) {
          await cluster.client.setPolicy(next);
          if (i % 5 === 0) await answers();
        }
      }
      // New ones find their way, too.
      const late = new SteadyClients(await cluster.port(), {path: route, connections: 10});
      await late.waitForAnswers(2);
      await expectNothingLost(cluster, [...clients, late]);
    });
  });
});
