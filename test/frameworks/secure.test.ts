import {once} from 'node:events';
import {writeFileSync} from 'node:fs';
import http2 from 'node:http2';
import https from 'node:https';
import net from 'node:net';
import path from 'node:path';
import tls from 'node:tls';
import {expect, test} from 'vitest';
import {startCluster, type TestCluster} from '../support/cluster.js';
import {makePlace} from '../support/place.js';

function getSecure(
  port: number,
  url: string,
  agent: https.Agent,
): Promise<{body: string; connection: string | undefined}> {
  return new Promise((resolve, reject) => {
    const request = https.get(
      {host: '127.0.0.1', port, path: url, agent, rejectUnauthorized: false},
      response => {
        let body = '';
        response.setEncoding('utf8').on('data', text => {
          body += text;
        });
        response.on('end', () => resolve({body, connection: response.headers.connection}));
        response.on('error', reject);
      },
    );
    request.on('error', reject);
  });
}

/** A cluster whose slow answers wait until the gate is opened. */
async function startGated(): Promise<{cluster: TestCluster; open: () => void}> {
  const place = makePlace();
  const gate = path.join(place.directory, 'gate');
  const env = {GATE: gate};
  const cluster = await startCluster('frameworks/secure-kinds.cjs', {workers: 1, place, env});
  return {cluster, open: () => writeFileSync(gate, '')};
}

async function onlyPid(cluster: TestCluster): Promise<string> {
  return String((await cluster.workers())[0]!.pid);
}

test('an HTTPS request in flight is answered, with word that the connection ends; the next goes to the new worker', async () => {
  const {cluster, open} = await startGated();
  const port = await cluster.port('https');
  const agent = new https.Agent({keepAlive: true, maxSockets: 1});
  const before = await onlyPid(cluster);
  expect((await getSecure(port, '/', agent)).connection).toBe('keep-alive');
  const slow = getSecure(port, '/slow', agent);
  await cluster.waitUntil('the request', ({total}) => total.requests.inFlight === 1);
  const reload = cluster.client.reload();
  await cluster.waitForEvent(/is stopping/);
  open();
  expect(await slow).toEqual({body: before, connection: 'close'});
  await reload;
  expect((await getSecure(port, '/', agent)).body).toBe(await onlyPid(cluster));
  agent.destroy();
});

test('an HTTP/2 session is told to go, its streams are answered, and the next session is the new worker’s', async () => {
  const {cluster, open} = await startGated();
  const port = await cluster.port('http2');
  const session = http2.connect(`https://127.0.0.1:${port}`, {rejectUnauthorized: false});
  const ask = async (of: http2.ClientHttp2Session, path: string) => {
    const stream = of.request({':path': path});
    let body = '';
    for await (const chunk of stream) body += chunk;
    return body;
  };
  const before = await onlyPid(cluster);
  expect(await ask(session, '/')).toBe(before);
  const slow = ask(session, '/slow');
  await cluster.waitUntil('the request', ({total}) => total.requests.inFlight === 1);
  const goaway = once(session, 'goaway');
  const closed = once(session, 'close');
  const reload = cluster.client.reload();
  expect((await goaway)[0]).toBe(http2.constants.NGHTTP2_NO_ERROR);
  open();
  expect(await slow).toBe(before);
  await closed;
  await reload;
  const next = http2.connect(`https://127.0.0.1:${port}`, {rejectUnauthorized: false});
  expect(await ask(next, '/')).toBe(await onlyPid(cluster));
  next.close();
});

test('clients of HTTPS that keep their connections see no request fail through reloads', async () => {
  const cluster = await startCluster('frameworks/secure-kinds.cjs');
  const port = await cluster.port('https');
  const agent = new https.Agent({keepAlive: true, maxSockets: 10});
  let answered = 0;
  let isOver = false;
  const visit = async () => {
    while (!isOver) {
      await getSecure(port, '/', agent);
      answered += 1;
    }
  };
  const visits = Promise.all(Array.from({length: 10}, visit));
  for (let i = 0; i < 5; i++) await cluster.client.reload();
  isOver = true;
  await visits;
  agent.destroy();
  expect(answered).toBeGreaterThan(100);
  expect((await cluster.snapshot()).total.requests.aborted).toBe(0);
});

test('an HTTP/2 session that begins while its worker drains is answered, and then told to go', async () => {
  const args = ['--drain-timeout', '1m'];
  const cluster = await startCluster('frameworks/secure-kinds.cjs', {workers: 1, args});
  const socket = net.connect(await cluster.port('http2'), '127.0.0.1');
  await cluster.waitUntil('the connection', ({total}) => total.connections.open === 1);
  const before = await onlyPid(cluster);
  const reload = cluster.client.reload();
  await cluster.waitForEvent(/is stopping/);
  const session = http2.connect('https://localhost', {
    createConnection: () => tls.connect({socket, ALPNProtocols: ['h2'], rejectUnauthorized: false}),
  });
  const goaway = once(session, 'goaway');
  const stream = session.request({':path': '/'});
  let body = '';
  for await (const chunk of stream) body += chunk;
  expect(body).toBe(before);
  expect((await goaway)[0]).toBe(http2.constants.NGHTTP2_NO_ERROR);
  await reload;
});
