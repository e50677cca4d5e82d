import {existsSync, rmSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {startCluster} from '../support/cluster.js';
import {runCommand} from '../support/command.js';
import {get} from '../support/http.js';
import {withoutRuntimeDirectory} from '../support/place.js';
import {waitFor} from '../support/wait-for.js';

test('a socket that was taken away is there again, and readers of the old one go on', async () => {
  const cluster = await startCluster('http.cjs', {workers: 1});
  const times: number[] = [];
  const abort = new AbortController();
  const followed = cluster.client.stream({
    signal: abort.signal,
    onMessage: ({type, data}) => type === 'snapshot' && times.push(data.at),
  });
  await waitFor('a snapshot', () => times.length > 0);
  rmSync(path.dirname(cluster.socketPath), {recursive: true});
  // Not until its path exists: that is so for a moment before anybody listens.
  const {at} = await cluster.waitUntil('an answer on the new socket', () => true);
  await waitFor('a later snapshot', () => times.at(-1)! > at);
  abort.abort();
  await followed;
  expect(await cluster.stop()).toBe(0);
  expect(existsSync(cluster.socketPath)).toBe(false);
});

test('where its directory cannot be made again, as after a logout, the cluster is found in the temporary one', async () => {
  const cluster = await startCluster('http.cjs', {workers: 1});
  const port = await cluster.port();
  const directory = path.dirname(cluster.socketPath);
  rmSync(directory, {recursive: true});
  writeFileSync(directory, '');
  const later = withoutRuntimeDirectory(cluster.place);
  await cluster.waitForEvent(
    /^the socket of the API at \S+ has gone; it is at \S+\/clusterview-\d+\/test.sock now$/,
  );
  expect((await runCommand(['status'], later)).stdout).toMatch(/^test: running/);
  expect((await get(port)).status).toBe(200);
  expect(await runCommand(['stop'], later)).toMatchObject({code: 0});
  expect((await cluster.waitForExit()).code).toBe(0);
});
