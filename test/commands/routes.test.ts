import {expect, test} from 'vitest';
import {startCluster} from '../support/cluster.js';
import {runCommand} from '../support/command.js';
import {get} from '../support/http.js';
import {waitFor} from '../support/wait-for.js';

test('`clusterview routes` prints tables of routes and requests, and with --json the answer of the API', async () => {
  const cluster = await startCluster('http.cjs');
  const {place} = cluster;
  expect((await runCommand(['routes', 'test'], place)).stdout).toBe('no requests in the last minute\n');
  const port = await cluster.port();
  for (const path of ['/users/1', '/users/2', '/slow?ms=1500', '/status?code=500']) await get(port, path);
  await waitFor('four requests', async () => (await cluster.client.routes()).requests === 4);

  const {stdout, code} = await runCommand(['routes'], place);
  expect(code).toBe(0);
  const [summary, , frequent, head, first] = stdout.split('\n');
  expect(summary).toBe('4 requests in the last minute, all of them counted by route');
  expect(frequent).toBe('Most frequent routes');
  expect(head).toMatch(/^count +share +5xx +mean +p50 +p99 +max +route$/);
  expect(first).toMatch(/^ +2 +50\.0% +0( +[\d.]+ms){4} +GET \/users\/:id$/);
  expect(stdout).toMatch(/Slowest routes, by mean\n.*\n +1 +25\.0% +0 .* GET \/slow\n/);
  expect(stdout).toMatch(/Slowest requests\n.*\n *\d+ms +200 +[12] +\d\d:\d\d:\d\d +GET \/slow\n/);

  const {stdout: json} = await runCommand(['routes', 'test', '--json'], place);
  expect(JSON.parse(json)).toEqual(await cluster.client.routes());
  expect((await runCommand(['routes', 'nope'], place)).stderr).toMatch(/no cluster named "nope"/);
});
