/** What is shown of a worker beside what the kernel, or its client, measures at the same time. */
import net from 'node:net';
import {expect, test} from 'vitest';
import {startCluster, type TestCluster} from '../support/cluster.js';
import {get} from '../support/http.js';
import {cpuMicros, rssBytes} from '../support/process-figures.js';
import {waitFor} from '../support/wait-for.js';

/** CPU is compared over so many ticks at least, for the kernel tells it in steps of 10 ms, */
const TICKS_MIN = 4;
/**
 * and at most. A tick tells of the time up to the report before it, and the kernel is asked after the tick: the longer it
 * is compared, the less counts what lies between, and a figure that is wrong stays so.
 */
const TICKS_MAX = 25;
const STEADY_FROM_TICK = 4;
/** The kernel is asked for memory this soon after a report, or that report is not compared. */
const LATE_MS_MAX = 40;

/** Percent of a core over some ticks in a row: as the worker told it, and as the kernel did. */
async function measureCpu(
  cluster: TestCluster,
  isEnough: (told: number, kernel: number) => boolean,
): Promise<{told: number; kernel: number}> {
  const {pid} = (await cluster.workers())[0]!;
  const read = () => ({at: performance.now(), cpuMs: cpuMicros([pid])! / 1000});
  let first: ReturnType<typeof read> | null = null;
  let lastReportAt = 0;
  let toldMs = 0;
  let reportedMs = 0;
  let ticks = 0;
  let [told, kernel] = [Number.NaN, Number.NaN];
  const abort = new AbortController();
  await cluster.client.stream({
    logs: false,
    signal: abort.signal,
    onMessage(message) {
      if (message.type !== 'snapshot' || abort.signal.aborted) return;
      const {at, slots} = message.data;
      const {cpuPercent, silentForMs} = slots[0]!.worker!;
      const reportAt = at - silentForMs;
      if (first) {
        // There may have been no report since the last tick, or two.
        toldMs += (cpuPercent / 100) * (reportAt - lastReportAt);
        reportedMs += reportAt - lastReportAt;
        ticks += 1;
        const now = read();
        [told, kernel] = [
          (toldMs * 100) / reportedMs,
          ((now.cpuMs - first.cpuMs) * 100) / (now.at - first.at),
        ];
        if (ticks >= TICKS_MAX || (ticks >= TICKS_MIN && isEnough(told, kernel))) abort.abort();
      } else {
        first = read();
      }
      lastReportAt = reportAt;
    },
  });
  return {told, kernel};
}

test.each([0, 0.5, 1])(
  'CPU is within 3 points of what the kernel counts, at a load of about %s of a core',
  async share => {
    const cluster = await startCluster('busy.cjs', {workers: 1, env: {BUSY_SHARE: String(share)}});
    await cluster.waitUntil('the start to be over', ({sequence}) => sequence >= STEADY_FROM_TICK);
    const isClose = (told: number, kernel: number) => Math.abs(told - kernel) < 3;
    const {told, kernel} = await measureCpu(cluster, isClose);
    expect(told, `the kernel counts ${kernel} percent`).toSatisfy((value: number) => isClose(value, kernel));
  },
);

test.each([50e6, 200e6])(
  'memory is within 2 % of what the kernel counts, with %d bytes in use beside Node',
  async ballast => {
    const cluster = await startCluster('busy.cjs', {workers: 1, env: {BALLAST_BYTES: String(ballast)}});
    const {told, kernel} = await waitFor(
      () => 'a report that has just been made',
      async () => {
        const askedAtMs = performance.now();
        const {pid, rssBytes: told, silentForMs} = (await cluster.workers())[0]!;
        const kernel = rssBytes(pid);
        return told > 0 && performance.now() - askedAtMs + silentForMs <= LATE_MS_MAX ? {told, kernel} : null;
      },
    );
    expect(kernel).toBeGreaterThan(ballast);
    expect(Math.abs(told / kernel - 1)).toBeLessThan(0.02);
  },
);

test('percentiles of latency are within 5 % of what the client measures', async () => {
  const cluster = await startCluster('http.cjs');
  const port = await cluster.port();
  // Each percentile lies well within the requests of one delay, and 5 % of the delays are far above what the
  // way to the client takes.
  const delays = [...Array(84).fill(1600), ...Array(32).fill(3200), ...Array(4).fill(6400)];
  const sockets = delays.map(() => net.connect(port, '127.0.0.1'));
  await cluster.waitUntil('all connections', ({total}) => total.connections.open === sockets.length);
  const measured = await Promise.all(sockets.map((socket, index) => ask(socket, delays[index])));
  for (const socket of sockets) socket.destroy();
  measured.sort((a, b) => a - b);
  const percentile = (share: number) => measured[Math.ceil(share * measured.length) - 1]!;

  const {latency} = (
    await cluster.waitUntil('all latencies', ({total}) => total.latency.count === delays.length)
  ).total;
  expect(Math.abs(latency.p50Ms! / percentile(0.5) - 1)).toBeLessThan(0.05);
  expect(Math.abs(latency.p95Ms! / percentile(0.95) - 1)).toBeLessThan(0.05);
  expect(Math.abs(latency.p99Ms! / percentile(0.99) - 1)).toBeLessThan(0.05);
  const route = (await cluster.client.routes()).frequent[0]!;
  expect(route).toMatchObject({path: '/slow', count: delays.length, maxMs: latency.maxMs});
  // Its buckets are coarser.
  expect(Math.abs(route.p50Ms! / percentile(0.5) - 1)).toBeLessThan(0.1);
  expect(Math.abs(route.p99Ms! / percentile(0.99) - 1)).toBeLessThan(0.1);
});

/** Milliseconds from a request on an open connection to its answer. */
function ask(socket: net.Socket, delayMs: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const startedAt = performance.now();
    socket.once('data', () => resolve(performance.now() - startedAt));
    socket.once('error', reject);
    socket.write(`GET /slow?ms=${delayMs} HTTP/1.1\r\nHost: x\r\n\r\n`);
  });
}

test('the share of garbage collections is near nothing at rest, and rises where garbage is made', async () => {
  const cluster = await startCluster('busy.cjs', {workers: 1});
  const port = await cluster.port();
  const shareOf = (fits: (share: number) => boolean, what: string) =>
    cluster.waitUntil(what, ({slots}) => fits(slots[0]!.worker!.gcShare));
  const isAtRest = (share: number) => share < 0.005;
  await shareOf(isAtRest, 'rest');
  let isAsking = true;
  const asking = (async () => {
    while (isAsking) await get(port, '/garbage');
  })();
  const {slots} = await shareOf(share => share > 0.02, 'garbage collections');
  expect(slots[0]!.worker!.gcShare).toBeLessThan(1);
  isAsking = false;
  await asking;
  await shareOf(isAtRest, 'rest again');
});
