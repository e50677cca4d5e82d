import {once} from 'node:events';
import type {AddressInfo} from 'node:net';
import {expect, onTestFinished, test} from 'vitest';
import {createApiServer, send} from '../../source/api/server.js';

test('where what answers cannot be loaded, a call says why, and the next one tries again', async () => {
  let tries = 0;
  const server = createApiServer(async () => {
    tries += 1;
    if (tries === 1) throw new Error('EMFILE: too many open files');
    return async (_, response) => send(response, 200, '{"ok":true}', 'application/json');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const ask = () => fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/status`);

  const refused = await ask();
  expect(refused.status).toBe(500);
  expect(await refused.json()).toEqual({
    error: {code: 'ERR_INTERNAL', message: 'EMFILE: too many open files'},
  });
  const answered = await ask();
  expect(answered.status).toBe(200);
  expect(await answered.json()).toEqual({ok: true});
});
