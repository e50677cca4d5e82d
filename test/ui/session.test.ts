import {expect, onTestFinished, test} from 'vitest';
import {createSession} from '../../source/ui/session.js';
import {ClusterStore} from '../../source/ui/store.js';
import {startCluster} from '../support/cluster.js';
import {askSlowly} from '../support/slow.js';
import {waitFor} from '../support/wait-for.js';

test('a scale that is refused does not count for the next one', async () => {
  const cluster = await startCluster('http.cjs', {workers: 3});
  const {client} = cluster;
  const store = new ClusterStore(client, false);
  const following = store.follow();
  onTestFinished(async () => {
    store.close();
    await following;
  });
  const session = createSession({name: 'test', client}, store, null, () => {});
  await waitFor('three workers', () => session.workersWanted === 3);
  const slow = askSlowly(await cluster.port(), cluster.place.directory);
  const inFlight = async () => (await cluster.snapshot()).total.requests.inFlight;
  await waitFor('a request that keeps its worker', async () => (await inFlight()) === 1);
  const reloading = client.reload();
  await cluster.waitForEvent(/is stopping, 1 connection open/);

  await expect(session.scale(2)).rejects.toThrow(/reload/);
  expect(session.workersWanted).toBe(3);
  slow.letGo();
  await slow.answer;
  await reloading;
  await session.scale(session.workersWanted - 1);
  expect(session.workersWanted).toBe(2);
  expect((await cluster.snapshot()).cluster.workers).toBe(2);
});
