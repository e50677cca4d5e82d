import {chmodSync, existsSync, rmSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {expect, test} from 'vitest';
import {startCluster} from '../support/cluster.js';
import {get} from '../support/http.js';
import {makePlace} from '../support/place.js';
import {commandLine, markedProcesses} from '../support/processes.js';
import {waitFor} from '../support/wait-for.js';

test('the machine is told by its name and with its caches, and what found it out has ended', async () => {
  const cluster = await startCluster('http.cjs', {workers: 1});
  const {host} = await cluster.waitUntil(
    'the machine',
    ({host}) => host.os !== `${os.type()} ${os.release()}` && host.memory.cacheBytes > 0,
  );
  expect(host.os).toMatch(/\d/);
  const isIdentifying = (pid: number) => commandLine(pid).includes('identify.cjs');
  await waitFor('its end', () => !markedProcesses(cluster.place.mark).some(isIdentifying));
});

test.runIf(process.platform === 'linux')(
  'while name servers let the machine wait for its own name, clients do not wait',
  async () => {
    const place = makePlace();
    const asked = path.join(place.directory, 'asked');
    const hostname = path.join(place.directory, 'hostname');
    writeFileSync(hostname, `#!/bin/sh\ntouch ${asked}\nwhile [ -e ${asked} ]; do sleep 0.05; done\n`);
    chmodSync(hostname, 0o700);
    const PATH = `${place.directory}:${process.env.PATH}`;
    const cluster = await startCluster('http.cjs', {workers: 1, place, env: {PATH}});
    await waitFor('the question', () => existsSync(asked));
    expect((await get(await cluster.port())).status).toBe(200);
    // A child of it looks like it until it runs its own program.
    await waitFor('one that asks', () => {
      const commands = markedProcesses(place.mark).map(commandLine);
      return commands.filter(command => command.includes(hostname)).length === 1;
    });
    rmSync(asked);
    await cluster.waitUntil('the machine', ({host}) => host.os !== `${os.type()} ${os.release()}`);
  },
);
