import {expect, test} from 'vitest';
import type {ClusterControl} from '../../source/api/control.js';
import {createMetricsServer} from '../../source/api/metrics-server.js';
import {createApiServer} from '../../source/api/server.js';

const control = {} as ClusterControl;

test.each([
  ['the API', () => createApiServer(async () => async () => {})],
  ['the metrics', () => createMetricsServer(control)],
])('connections that cannot be accepted do not end a master: %s', (_, create) => {
  const server = create();
  // As Node tells of each: there is no way to have the kernel refuse one.
  for (let i = 0; i < 3; i++) expect(server.emit('error', new Error('accept ENETDOWN'))).toBe(true);
});
