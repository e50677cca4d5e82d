import {spawn, spawnSync} from 'node:child_process';
import {readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {listenerPort} from '../support/listener-port.js';
import {appPath, COMMAND, clientIn, makePlace} from '../support/place.js';
import {waitForNoProcess} from '../support/processes.js';
import {missingProgram} from '../support/programs.js';
import {askSlowly} from '../support/slow.js';
import {waitFor} from '../support/wait-for.js';

const NAMESPACE = ['--pid', '--fork', '--kill-child', '--mount-proc'];

const isAllowed = spawnSync('unshare', [...NAMESPACE, 'true']).status === 0;

/** A cluster of two workers, which wait for what they do, in a namespace of processes of its own. @param init what process 1 is before it. */
async function startInNamespace(app: string, init: readonly string[] = []) {
  const place = makePlace();
  const command = [
    ...init,
    process.execPath,
    COMMAND,
    appPath(app),
    '--name',
    'test',
    '-w',
    '2',
    '--drain-timeout',
    '1h',
  ];
  const outside = spawn('unshare', [...NAMESPACE, ...command], {
    env: place.env,
    cwd: place.directory,
    stdio: 'ignore',
  });
  onTestFinished(() => {
    outside.kill('SIGKILL');
  });
  const exit = new Promise<number | null>(resolve => outside.once('close', resolve));
  const client = clientIn(place);
  const snapshot = await waitFor('two ready workers', async () => {
    const status = await client.status().catch(() => null);
    const isReady = status?.slots.every(({worker}) => worker?.phase === 'ready');
    return isReady && status?.slots.length === 2 ? status : null;
  });
  const [first] = childrenOf(outside.pid!);
  return {place, client, exit, snapshot, first: first!};
}

/** Pids as they are seen from here. */
function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
}

test('as process 1, SIGTERM answers what is in flight, then it ends with 0 and leaves nothing', async context => {
  if (!isAllowed) context.skip('there may be no namespace of processes');
  const {place, client, exit, snapshot, first} = await startInNamespace('http.cjs');
  expect(snapshot.master.pid).toBe(1);
  const port = await listenerPort(client);
  const {answer, letGo} = askSlowly(port, place.directory);
  await waitFor('a request in flight', async () => (await client.status()).total.requests.inFlight === 1);
  process.kill(first, 'SIGTERM');
  await waitFor('a stop', async () => (await client.status()).cluster.state === 'stopping');
  letGo();
  expect((await answer).body).toBe('slow');
  expect(await exit).toBe(0);
  await waitForNoProcess(place.mark);
});

test('behind tini as process 1, no process that a worker leaves stays a zombie', async context => {
  if (!isAllowed) context.skip('there may be no namespace of processes');
  const missing = missingProgram('tini');
  if (missing) context.skip(`there is no ${missing}`);
  const {place, exit, first} = await startInNamespace('orphans.cjs', ['tini', '--']);
  await waitFor('an orphan', () => childrenOf(first).length > 1);
  writeFileSync(path.join(place.directory, 'end'), '');
  // It has ended: whoever has adopted it waits for it, or it would be there for good.
  await waitFor('the end of all orphans', () => childrenOf(first).length === 1);
  process.kill(first, 'SIGTERM');
  expect(await exit).toBe(0);
});
