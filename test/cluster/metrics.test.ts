import {execFileSync} from 'node:child_process';
import {once} from 'node:events';
import {readFileSync, writeFileSync} from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import path from 'node:path';
import {expect, test} from 'vitest';
import {startCluster, TestCluster} from '../support/cluster.js';
import {get, sendMany} from '../support/http.js';
import {metricsPort, type Scraped, scrape, waitForMetrics} from '../support/metrics.js';
import {makePlace} from '../support/place.js';
import {waitForNoProcess} from '../support/processes.js';
import {askBlocking, askSlowly} from '../support/slow.js';
import {waitFor} from '../support/wait-for.js';

const METRICS = ['--metrics-port', '0'];

test('the metrics count exactly what a client got answered, and how long it took', async () => {
  const cluster = await startCluster('http.cjs', {args: METRICS});
  const [app, metrics] = [await cluster.port(), await metricsPort(cluster)];
  await sendMany(app, 1000);
  for (const code of [204, 302, 404, 404, 500]) await get(app, `/status?code=${code}`);
  await Promise.all(Array.from({length: 20}, () => get(app, '/slow?ms=300')));
  const scraped = await waitForMetrics(metrics, 'all requests', all => {
    return all.sum('clusterview_requests_finished_total') === 1025;
  });
  expect(scraped.sum('clusterview_requests_started_total')).toBe(1025);
  expect(scraped.sum('clusterview_requests_aborted_total')).toBe(0);
  expect(scraped.sum('clusterview_requests_in_flight')).toBe(0);
  const classes = ['1xx', '2xx', '3xx', '4xx', '5xx'].map(status_class =>
    scraped.sum('clusterview_responses_total', {status_class}),
  );
  expect(classes).toEqual([0, 1021, 1, 2, 1]);
  for (const worker of ['1', '2']) {
    expect(scraped.sum('clusterview_requests_finished_total', {worker})).toBeGreaterThan(0);
  }

  const bucket = (le: string) => scraped.sum('clusterview_request_duration_seconds_bucket', {le});
  expect(scraped.sum('clusterview_request_duration_seconds_count')).toBe(1025);
  expect(bucket('+Inf')).toBe(1025);
  // A timer may be late on a busy machine, but never early.
  expect(bucket('0.25')).toBeLessThanOrEqual(1005);
  expect(bucket('60')).toBe(1025);
  const seconds = scraped.sum('clusterview_request_duration_seconds_sum');
  expect(seconds).toBeGreaterThan(20 * 0.299);
  expect(seconds).toBeLessThan(1025 * 60);
  expect(scraped.sum('clusterview_worker_cpu_seconds_total')).toBeGreaterThan(0.05);
  expect(scraped.sum('clusterview_worker_resident_memory_bytes', {worker: '1'})).toBeGreaterThan(20e6);
});

test('no counter falls over a reload, a SIGKILL, and a slot that is scaled away and comes back', async () => {
  const cluster = await startCluster('http.cjs', {args: METRICS});
  const [app, metrics] = [await cluster.port(), await metricsPort(cluster)];
  let finished = 0;
  const send = async () => {
    await sendMany(app, 200);
    finished += 200;
    await waitForMetrics(metrics, `${finished} requests`, all => {
      return all.sum('clusterview_requests_finished_total') === finished;
    });
  };

  let before = new Map<string, number>();
  let watching = true;
  const fallen: string[] = [];
  const watch = (async () => {
    while (watching) {
      const now = (await scrape(metrics)).counters();
      for (const [name, value] of before)
        if (!(now.get(name)! >= value)) fallen.push(`${name} ${now.get(name)}`);
      before = now;
    }
  })();
  await send();
  await cluster.client.reload();
  await send();
  await cluster.client.kill(1, {signal: 'SIGKILL'});
  await cluster.waitForEvent(/worker 1 .* was killed: SIGKILL/);
  await cluster.waitForReady(2);
  process.kill((await cluster.workers())[1]!.pid, 'SIGKILL');
  await cluster.waitForEvent(/worker 2 .* died: SIGKILL/);
  await cluster.waitForReady(2);
  await send();
  await cluster.client.scale(1);
  await cluster.waitUntil('one slot', ({slots}) => slots.length === 1);
  await send();
  await cluster.client.scale(2);
  await cluster.waitForReady(2);
  await send();
  watching = false;
  await watch;

  expect(fallen).toEqual([]);
  expect(before.size).toBeGreaterThan(50);
  const scraped = await scrape(metrics);
  expect(scraped.sum('clusterview_worker_crashes_total', {worker: '2', cause: 'signal'})).toBe(1);
  expect(scraped.sum('clusterview_worker_restarts_total', {worker: '2'})).toBe(1);
  expect(scraped.sum('clusterview_worker_crashes_total', {worker: '1'})).toBe(0);
  expect(scraped.sum('clusterview_reloads_total', {outcome: 'succeeded'})).toBe(1);
  expect(scraped.sum('clusterview_generation')).toBe(1);
  const [, second] = (await cluster.snapshot()).slots;
  expect(second).toMatchObject({
    crashes: 1,
    restarts: 1,
    crashesByCause: {signal: 1},
    restartsByCause: {signal: 1},
  });
});

test('what was in flight when a worker died counts as aborted', async () => {
  const cluster = await startCluster('http.cjs', {workers: 1, args: METRICS});
  const [app, metrics] = [await cluster.port(), await metricsPort(cluster)];
  const request = get(app, '/slow?ms=600000');
  request.catch(() => {});
  await waitForMetrics(metrics, 'one in flight', all => all.sum('clusterview_requests_in_flight') === 1);
  process.kill((await cluster.workers())[0]!.pid, 'SIGKILL');
  await expect(request).rejects.toThrow();
  const scraped = await waitForMetrics(metrics, 'one aborted', all => {
    return all.sum('clusterview_requests_aborted_total') === 1;
  });
  expect(scraped.sum('clusterview_requests_started_total')).toBe(1);
});

test('deaths and restarts are counted by what the worker died of', async () => {
  const cluster = await startCluster('http.cjs', {workers: 1, args: [...METRICS, '--crash-grace', '0s']});
  const [app, metrics] = [await cluster.port(), await metricsPort(cluster)];
  const causes = [
    ['exception', () => get(app, '/throw')],
    ['exit', () => get(app, '/exit?code=3')],
    ['signal', async () => process.kill((await cluster.workers())[0]!.pid, 'SIGSEGV')],
  ] as const;
  for (const [cause, die] of causes) {
    await Promise.allSettled([die()]);
    await waitForMetrics(metrics, `a restart after ${cause}`, all => {
      return all.sum('clusterview_worker_restarts_total', {cause}) === 1;
    });
    await cluster.waitForReady(1);
  }
  const scraped = await scrape(metrics);
  expect(scraped.sum('clusterview_worker_crashes_total')).toBe(3);
  const [slot] = (await cluster.snapshot()).slots;
  expect(slot!.crashesByCause).toEqual({exception: 1, exit: 1, signal: 1});
  expect(slot!.lastDeath).toMatchObject({cause: 'signal'});
});

test('a worker that is not ready in time dies of its start, and one that throws meanwhile of what it threw', async () => {
  const place = makePlace();
  const file = path.join(place.directory, 'how');
  const cluster = await startCluster('die-at-start.cjs', {
    place,
    workers: 1,
    args: [...METRICS, '--ready-timeout', '5s'],
    env: {HOW_FILE: file},
  });
  const metrics = await metricsPort(cluster);
  for (const [how, cause] of [
    ['never', 'start'],
    ['throw', 'exception'],
  ] as const) {
    writeFileSync(file, how);
    process.kill((await cluster.workers())[0]!.pid, 'SIGKILL');
    await waitForMetrics(metrics, `a death of ${cause}`, all => {
      return all.sum('clusterview_worker_crashes_total', {cause}) > 0;
    });
    writeFileSync(file, '');
    await cluster.waitForReady(1);
  }
});

test('the CPU time of a worker that is blocked goes on; one that is stopped is suspended and not blocked', async () => {
  const cluster = await startCluster('http.cjs', {workers: 1, args: METRICS});
  const metrics = await metricsPort(cluster);
  const blocking = askBlocking(await cluster.port(), cluster.place.directory);
  const isBlocked = (all: Scraped) => all.sum('clusterview_worker_blocked') === 1;
  const before = await waitForMetrics(metrics, 'a blocked worker', isBlocked);
  const cpu = 'clusterview_worker_cpu_seconds_total';
  await waitForMetrics(
    metrics,
    'more CPU time',
    all => isBlocked(all) && all.sum(cpu) > before.sum(cpu) + 0.5,
  );
  blocking.letGo();
  await blocking.answer;

  const {pid} = (await cluster.workers())[0]!;
  const [blocked, suspended] = ['clusterview_worker_blocked', 'clusterview_worker_suspended'];
  process.kill(pid, 'SIGSTOP');
  const stopped = await waitForMetrics(metrics, 'a suspended worker', all => all.sum(suspended) === 1);
  expect(stopped.sum(blocked)).toBe(0);
  process.kill(pid, 'SIGCONT');
  await waitForMetrics(metrics, 'one that runs again', all => all.sum(suspended) === 0);
});

test.runIf(process.platform === 'linux')(
  'memory, caches and swap of the machine are what the kernel tells, and its load is told over three times',
  async () => {
    const cluster = await startCluster('http.cjs', {workers: 1, args: METRICS});
    const host = (name: string) => `clusterview_host_${name}`;
    // The caches are known when the machine was first asked.
    const scraped = await waitForMetrics(await metricsPort(cluster), 'its caches', all => {
      return all.sum(host('memory_cache_bytes')) > 0;
    });
    const kernel = readFileSync('/proc/meminfo', 'utf8');
    const bytes = (name: string) => 1024 * Number(new RegExp(`^${name}: +(\\d+) kB$`, 'm').exec(kernel)![1]);
    const [total, swap] = [bytes('MemTotal'), bytes('SwapTotal')];
    expect(scraped.sum(host('memory_total_bytes'))).toBe(total);
    expect(scraped.sum(host('memory_cache_bytes'))).toBeLessThan(total);
    expect(scraped.sum(host('swap_total_bytes'))).toBe(swap);
    expect(scraped.sum(host('swap_used_bytes'))).toBeLessThanOrEqual(swap);
    for (const minutes of [1, 5, 15]) {
      expect(scraped.sum(host(`load${minutes}`))).toBeGreaterThanOrEqual(0);
    }
  },
);

test('promtool finds nothing wrong with names, types and units', async () => {
  const cluster = await startCluster('http.cjs', {args: METRICS});
  await sendMany(await cluster.port(), 10);
  const {text} = await waitForMetrics(await metricsPort(cluster), 'all requests', all => {
    return all.sum('clusterview_requests_finished_total') === 10;
  });
  expect(execFileSync('promtool', ['check', 'metrics'], {input: text, encoding: 'utf8'})).toBe('');
});

test('the three calls are on the socket of the API, too, and the port is told', async () => {
  const cluster = await startCluster('http.cjs', {workers: 1, args: METRICS});
  const metrics = await metricsPort(cluster);
  expect((await cluster.snapshot()).cluster.metricsAddress).toBe(`http://127.0.0.1:${metrics}/metrics`);
  for (const path of ['/metrics', '/healthz', '/readyz']) {
    const [onTcp, onSocket] = [
      await get(metrics, path),
      await get(0, path, {socketPath: cluster.socketPath}),
    ];
    expect([onTcp.status, onSocket.status]).toEqual([200, 200]);
    if (path === '/metrics') expect(onSocket.body).toMatch(/^clusterview_workers_ready\{app="test"\} 1$/m);
    else expect([onTcp.body, onSocket.body]).toEqual(['ok\n', 'ok\n']);
  }
});

test('without a port, the socket of the API alone has the metrics', async () => {
  const cluster = await startCluster('http.cjs', {workers: 1});
  expect((await cluster.snapshot()).cluster.metricsAddress).toBeNull();
  expect((await get(0, '/metrics', {socketPath: cluster.socketPath})).status).toBe(200);
});

test('nothing else is served on the port, and nothing that acts', async () => {
  const cluster = await startCluster('http.cjs', {workers: 1, args: METRICS});
  const port = await metricsPort(cluster);
  for (const path of ['/', '/v1/status', '/v1/stop', '/metrics/', '/constructor']) {
    const {status, body} = await get(port, path);
    expect([status, body]).toEqual([404, 'no such path; there are /metrics, /healthz, /readyz\n']);
  }
  const send = (options: http.RequestOptions) =>
    new Promise<http.IncomingMessage>((resolve, reject) => {
      const request = http.request({host: '127.0.0.1', port, agent: false, ...options}, response => {
        response.resume();
        resolve(response);
      });
      request.on('error', reject).end();
    });
  for (const method of ['POST', 'PUT', 'DELETE']) {
    const {statusCode, headers} = await send({method, path: '/metrics'});
    expect([statusCode, headers.allow]).toEqual([405, 'GET, HEAD']);
  }
  expect((await send({method: 'HEAD', path: '/readyz'})).statusCode).toBe(200);
  expect((await send({path: '/metrics', headers: {long: 'x'.repeat(10_000)}})).statusCode).toBe(431);
  expect((await cluster.snapshot()).cluster.state).toBe('running');
});

test('a cluster is not ready before it has a worker, while all are blocked, and while it stops', async () => {
  const starting = new TestCluster('wait-ready.cjs', {
    args: ['--workers', '1', '--wait-ready', '--ready-timeout', '1m', ...METRICS],
    env: {NEVER: '1'},
  });
  const startingPort = await metricsPort(starting);
  expect(await get(startingPort, '/readyz')).toEqual({status: 503, body: 'no worker is ready\n'});
  expect(await get(startingPort, '/healthz')).toEqual({status: 200, body: 'ok\n'});

  const cluster = await startCluster('http.cjs', {workers: 1, args: METRICS});
  const [app, metrics] = [await cluster.port(), await metricsPort(cluster)];
  const answers = (status: number, body: string) =>
    waitFor(`${status} ${body}`, async () => {
      const answer = await get(metrics, '/readyz');
      return answer.status === status && answer.body === body;
    });
  await answers(200, 'ok\n');
  const blocking = askBlocking(app, cluster.place.directory);
  await answers(503, 'no worker is ready: 1 blocked\n');
  blocking.letGo();
  await blocking.answer;
  await answers(200, 'ok\n');
  const slow = askSlowly(app, cluster.place.directory);
  await waitForMetrics(metrics, 'one in flight', all => all.sum('clusterview_requests_in_flight') === 1);
  cluster.process.kill('SIGTERM');
  await answers(503, 'the cluster is stopping\n');
  expect((await get(metrics, '/healthz')).status).toBe(200);
  slow.letGo();
  expect((await slow.answer).status).toBe(200);
  expect((await cluster.waitForExit()).code).toBe(0);
});

test('a client that keeps its connection to the port does not keep a stopped master alive', async () => {
  const cluster = await startCluster('http.cjs', {workers: 1, args: METRICS});
  const agent = new http.Agent({keepAlive: true});
  await get(await metricsPort(cluster), '/metrics', {agent});
  const half = net.connect(await metricsPort(cluster), '127.0.0.1').on('error', () => {});
  half.write('GET /metrics HTTP/1.1\r\n');
  await get(await metricsPort(cluster), '/healthz');
  expect(await cluster.stop()).toBe(0);
  agent.destroy();
});

test('requests that do not wait for their answers are not answered', async () => {
  const cluster = await startCluster('http.cjs', {workers: 1, args: METRICS});
  const port = await metricsPort(cluster);
  const socket = net.connect(port, '127.0.0.1').on('error', () => {});
  socket.write('GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(1000));
  let received = '';
  socket.setEncoding('utf8').on('data', data => {
    received += data;
  });
  await once(socket, 'close');
  expect(received.match(/^HTTP\/1\.1 /gm) ?? []).not.toHaveLength(1000);
  expect((await get(port, '/healthz')).status).toBe(200);
});

test('somebody who keeps all connections does not keep out a probe', async () => {
  const cluster = await startCluster('http.cjs', {workers: 1, args: METRICS});
  const port = await metricsPort(cluster);
  let isOver = false;
  const keep = async () => {
    const agent = new http.Agent({keepAlive: true, maxSockets: 1});
    try {
      while (!isOver) {
        await get(port, '/healthz', {agent});
        await new Promise(resolve => setImmediate(resolve));
      }
    } catch {
      // It was closed for somebody else.
    }
    agent.destroy();
  };
  const keepers = Array.from({length: 64}, keep);
  const probe = () =>
    get(port, '/healthz').then(
      ({status}) => status === 200,
      () => false,
    );
  for (let i = 0; i < 3; i++) await waitFor('an answer to the probe', probe);
  isOver = true;
  await Promise.all(keepers);
});

test.each([
  [
    'is taken',
    '127.0.0.1',
    /^clusterview: --metrics-port \d+ on 127\.0\.0\.1 is taken: another process has it \(EADDRINUSE\)\n$/,
  ],
  [
    'is on an address of another machine',
    '192.0.2.1',
    /^clusterview: --metrics-port \d+ on 192\.0\.2\.1 cannot be: this machine has no such address \(EADDRNOTAVAIL\)\n$/,
  ],
])('a port that %s is one clear line and exit code 1, and no worker is left', async (_, host, line) => {
  const taken = net.createServer();
  await new Promise<void>(resolve => taken.listen(0, '127.0.0.1', resolve));
  const {port} = taken.address() as net.AddressInfo;
  const cluster = new TestCluster('http.cjs', {
    args: ['--workers', '2', '--metrics-port', String(port), '--metrics-host', host],
  });
  expect((await cluster.waitForExit()).code).toBe(1);
  expect(cluster.stderr).toMatch(line);
  await waitForNoProcess(cluster.place.mark);
  taken.close();
});

test('a name that is in use leaves no port for metrics open', async () => {
  const place = makePlace();
  await startCluster('http.cjs', {place, workers: 1});
  const second = new TestCluster('http.cjs', {place, args: ['--workers', '1', ...METRICS]});
  expect((await second.waitForExit()).code).toBe(1);
  expect(second.stderr).toMatch(/^clusterview: a cluster named "test" runs already: [^\n]+\n$/);
});
