/** What is shown of a worker beside what the kernel, or its client, measures at the same time. */
import net from 'node:net';
import {expect, test} from 'vitest';
import {startCluster} from '../support/cluster.js';
import {get} from '../support/http.js';
import {type Moment, reportsOf} from '../support/reports.js';

/** The kernel is asked this soon after a report, or that report is not compared. */
const LATE_MS_MAX = 40;
/** CPU is compared over as many reports: the kernel tells it in steps of 10 ms. */
const REPORTS = 4;
const STEADY_FROM_TICK = 4;

/** Percent of a core over some reports in a row: as the worker told it, and as the kernel did. */
async function measureCpu(reports: AsyncIterable<Moment>): Promise<{told: number; kernel: number}> {
  let span: Moment[] = [];
  for await (const moment of reports) {
    if (!moment.isNext) span = [];
    const first = span[0];
    if (!first && moment.lateMs > LATE_MS_MAX) continue;
    span.push(moment);
    const last = span.at(-2);
    if (!first || !last || span.length < REPORTS + 2 || last.lateMs > LATE_MS_MAX) continue;
    const elapsedMs = last.reportedAtMs - first.reportedAtMs;
    let toldMs = 0;
    for (let i = 1; i < span.length - 1; i++) {
      // It is told from the tick on that follows the report.
      const {cpuPercent} = span[i + 1]!.worker;
      toldMs += (cpuPercent / 100) * (span[i]!.reportedAtMs - span[i - 1]!.reportedAtMs);
    }
    return {told: (toldMs * 100) / elapsedMs, kernel: ((last.cpuMs - first.cpuMs) * 100) / elapsedMs};
  }
  throw new Error('there are no more reports');
}

test.each([0, 0.5, 1])(
  'CPU is within 3 points of what the kernel counts, at a load of about %s of a core',
  async share => {
    const cluster = await startCluster('busy.cjs', {workers: 1, env: {BUSY_SHARE: String(share)}});
    // At the start there may be ticks without a report, and with two.
    await cluster.waitUntil('a report for each tick', ({sequence}) => sequence >= STEADY_FROM_TICK);
    const {told, kernel} = await measureCpu(reportsOf(cluster));
    expect(Math.abs(told - kernel)).toBeLessThan(3);
  },
);

test.each([50e6, 200e6])(
  'memory is within 2 % of what the kernel counts, with %d bytes in use beside Node',
  async ballast => {
    const cluster = await startCluster('busy.cjs', {workers: 1, env: {BALLAST_BYTES: String(ballast)}});
    for await (const {worker, rssBytes, lateMs} of reportsOf(cluster)) {
      if (lateMs > LATE_MS_MAX) continue;
      expect(rssBytes).toBeGreaterThan(ballast);
      expect(Math.abs(worker.rssBytes / rssBytes - 1)).toBeLessThan(0.02);
      break;
    }
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
