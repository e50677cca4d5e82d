import {createHash, randomBytes} from 'node:crypto';
import {once} from 'node:events';
import http from 'node:http';
import net from 'node:net';
import {setImmediate as turn} from 'node:timers/promises';
import {expect, test} from 'vitest';
import {POLICIES} from '../../source/api/types.js';
import {startCluster} from '../support/cluster.js';
import {get} from '../support/http.js';

test.each(POLICIES)('with %s a stream of events goes on to its end through a reload', async policy => {
  const cluster = await startCluster('frameworks/streams.cjs', {workers: 1, args: ['--policy', policy]});
  const port = await cluster.port('http');
  const request = http.get({host: '127.0.0.1', port, path: '/events?count=100', agent: false});
  const [response] = (await once(request, 'response')) as [http.IncomingMessage];
  response.setEncoding('utf8');
  let text = '';
  response.on('data', more => {
    text += more;
  });
  await once(response, 'data');
  const reload = cluster.client.reload();
  await once(response, 'end');
  await reload;
  const lines = text.split('\n\n').filter(Boolean);
  expect(lines).toHaveLength(100);
  expect(new Set(lines.map(line => line.split(' ')[2])).size).toBe(1);
  expect(response.complete).toBe(true);
});

test.each(POLICIES)('with %s a large upload arrives whole, whatever happens to the workers', async policy => {
  const cluster = await startCluster('frameworks/streams.cjs', {
    args: ['--policy', policy, '--drain-timeout', '1h'],
  });
  const port = await cluster.port('http');
  const chunk = randomBytes(1_000_000);
  const hash = createHash('sha256');
  const request = http.request({host: '127.0.0.1', port, method: 'POST', agent: false});
  const answered = once(request, 'response') as Promise<[http.IncomingMessage]>;
  const send = async (count: number) => {
    for (let i = 0; i < count; i++) {
      hash.update(chunk);
      if (!request.write(chunk)) await once(request, 'drain');
      await turn();
    }
  };
  await send(20);
  const reload = cluster.client.reload();
  await cluster.waitForEvent(/is stopping/);
  await send(40);
  request.end();
  const [response] = await answered;
  let body = '';
  for await (const more of response) body += more;
  expect(JSON.parse(body)).toMatchObject({bytes: 60_000_000, hash: hash.digest('hex')});
  await reload;
});

test('a protocol of its own over TCP may finish while its worker drains; new connections go to the new one', async () => {
  const cluster = await startCluster('frameworks/streams.cjs', {workers: 1, args: ['--drain-timeout', '1h']});
  const port = await cluster.port('tcp');
  const socket = net.connect(port, '127.0.0.1').setEncoding('utf8');
  const [before] = await once(socket, 'data');
  const reload = cluster.client.reload();
  await cluster.waitForEvent(/is stopping, 1 connection open/);
  socket.write('hello\n');
  expect((await once(socket, 'data'))[0]).toBe('echo hello\n');
  const other = net.connect(port, '127.0.0.1').setEncoding('utf8');
  expect((await once(other, 'data'))[0]).not.toBe(before);
  expect(Number((await get(await cluster.port('http'))).body)).not.toBe(Number(before));
  socket.end();
  await reload;
  other.destroy();
});
