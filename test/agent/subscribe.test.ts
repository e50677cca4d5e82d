import diagnostics from 'node:diagnostics_channel';
import {once} from 'node:events';
import http from 'node:http';
import type {AddressInfo} from 'node:net';
import {expect, test} from 'vitest';
import {subscribe} from '../../source/agent/subscribe.js';
import {get} from '../support/http.js';

interface FinishMessage {
  readonly request: http.IncomingMessage;
}

async function answer(path: string): Promise<void> {
  const server = http.createServer((_, response) => response.end('hello'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  await get((server.address() as AddressInfo).port, path);
  server.close();
  await once(server, 'close');
}

test('a subscriber has each message once, alone and beside others that come and go', async () => {
  const channel = 'http.server.response.finish';
  const ours: unknown[] = [];
  const theirs: unknown[] = [];
  const other = (message: unknown) => theirs.push((message as FinishMessage).request.url);

  subscribe<FinishMessage>(channel, ({request}) => ours.push(request.url));
  await answer('/alone');
  diagnostics.subscribe(channel, other);
  await answer('/beside');
  diagnostics.unsubscribe(channel, other);
  await answer('/alone-again');
  diagnostics.channel(channel).subscribe(other);
  await answer('/beside-again');

  expect(ours).toEqual(['/alone', '/beside', '/alone-again', '/beside-again']);
  expect(theirs).toEqual(['/beside', '/beside-again']);
});

test('one that comes after others takes nothing away from them', async () => {
  const channel = 'http.server.request.start';
  const ours: unknown[] = [];
  const theirs: unknown[] = [];
  diagnostics.subscribe(channel, message => theirs.push((message as FinishMessage).request.url));
  subscribe<FinishMessage>(channel, ({request}) => ours.push(request.url));
  await answer('/beside');
  expect([ours, theirs]).toEqual([['/beside'], ['/beside']]);
});
