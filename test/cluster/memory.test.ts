import {mkdirSync, rmdirSync, writeFileSync} from 'node:fs';
import {expect, onTestFinished, test} from 'vitest';
import {skipWithoutGroups} from '../support/cgroup.js';
import {startCluster} from '../support/cluster.js';
import {runCommand} from '../support/command.js';
import {get} from '../support/http.js';
import {SteadyClients} from '../support/steady-clients.js';
import {waitFor} from '../support/wait-for.js';

/** A control group whose memory is limited (cgroup v1 and v2), or why there is none. */
function makeGroup(bytes: number): {readonly procs: string} | string {
  const reasons: string[] = [];
  const name = `clusterview-test-${process.pid}`;
  for (const [directory, limits] of [
    [`/sys/fs/cgroup/memory/${name}`, ['memory.limit_in_bytes', 'memory.memsw.limit_in_bytes']],
    [`/sys/fs/cgroup/${name}`, ['memory.max', 'memory.swap.max']],
  ] as const) {
    try {
      mkdirSync(directory);
    } catch (error) {
      reasons.push((error as Error).message);
      continue;
    }
    onTestFinished(() => waitFor('an empty group', () => remove(directory)).then(() => {}));
    try {
      writeFileSync(`${directory}/${limits[0]}`, String(bytes));
    } catch (error) {
      reasons.push((error as Error).message);
      continue;
    }
    try {
      writeFileSync(`${directory}/${limits[1]}`, limits[1] === 'memory.swap.max' ? '0' : String(bytes));
    } catch {
      // Without an account of swap there is none to be limited.
    }
    return {procs: `${directory}/cgroup.procs`};
  }
  return `no control group can be made: ${reasons.join('; ')}`;
}

function remove(directory: string): boolean {
  try {
    rmdirSync(directory);
    return true;
  } catch {
    return false;
  }
}

test('a worker that stays over --max-memory is reloaded, and no client notices', async () => {
  const cluster = await startCluster('hungry.cjs', {args: ['--max-memory', '200M']});
  const port = await cluster.port();
  const clients = new SteadyClients(port, {connections: 10});
  const {body} = await get(port, '/?mb=250');
  const over = await cluster.waitForEvent(
    /uses \d+ MB of memory, over --max-memory 200 MB for 5 s: reloading it/,
  );
  expect(over).toMatchObject({pid: Number(body), severity: 'warning', kind: 'memory'});
  await cluster.waitForEvent(new RegExp(`^worker ${over.slot} reloaded$`));
  await clients.waitForAnswers(2);
  expect(await clients.stop()).toMatchObject({failed: 0, closed: 0});
  const {slots, total} = await cluster.snapshot();
  expect(slots[over.slot! - 1]!.worker!.pid).not.toBe(over.pid);
  expect(total).toMatchObject({crashes: 0, restarts: 0});
  expect(slots[over.slot! - 1]!.worker!.rssBytes).toBeLessThan(200 * 1024 * 1024);
});

test('what a worker takes behind a heap snapshot is not held against it', async () => {
  const cluster = await startCluster('hungry.cjs', {workers: 2, args: ['--max-memory', '200M']});
  const port = await cluster.port();
  await cluster.client.heap(1);
  const pids = (await cluster.workers()).map(({pid}) => pid);
  const hungry = new Set<number>();
  // Connections go round: each worker has one of two.
  await waitFor('both to be asked', async () => {
    hungry.add(Number((await get(port, `/?mb=${hungry.size < 2 ? 250 : 0}`)).body));
    return hungry.size === 2;
  });
  // The other one is over the limit for as long, and is reloaded: so that time has passed for both.
  const over = await cluster.waitForEvent(/over --max-memory 200 MB/);
  expect(over.slot).toBe(2);
  await cluster.waitForEvent(/^worker 2 reloaded$/);
  const {slots} = await cluster.snapshot();
  expect(slots[0]!.worker).toMatchObject({pid: pids[0]});
  expect(slots[0]!.worker!.rssBytes).toBeGreaterThan(200 * 1024 * 1024);
});

test('a limit needs a unit and a sensible size', async () => {
  for (const [given, said] of [
    ['512', '"512"'],
    ['1M', '"1M"'],
    ['much', '"much"'],
  ] as const) {
    const {code, stderr} = await runCommand(['app.js', '--max-memory', given]);
    expect({code, stderr}).toEqual({
      code: 2,
      stderr: `clusterview: --max-memory must be a size with its unit, such as 512M or 2G, from 32M to 1T, not ${said}\n`,
    });
  }
});

test('the kernel’s out-of-memory killer is named as what ended a worker', async context => {
  const group = makeGroup(150 * 1024 * 1024);
  if (typeof group === 'string') return skipWithoutGroups(context, group);
  const cluster = await startCluster('hungry.cjs', {workers: 1});
  const {pid} = (await cluster.workers())[0]!;
  writeFileSync(group.procs, String(pid));
  await get(await cluster.port(), '/?mb=400').catch(() => {});
  const died = await cluster.waitForEvent(/died: SIGKILL by the kernel's out-of-memory killer/);
  expect(died).toMatchObject({pid, severity: 'error'});
  const {slots} = await cluster.snapshot();
  expect(slots[0]!.crashesByCause).toEqual({'oom-killer': 1});
});
