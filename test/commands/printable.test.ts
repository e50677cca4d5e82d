import path from 'node:path';
import {expect, test} from 'vitest';
import type {ApiClient} from '../../source/api/client.js';
import {startCluster} from '../support/cluster.js';
import {runCommand} from '../support/command.js';
import {placeWith} from '../support/config.js';
import {get} from '../support/http.js';
import {listenerPort} from '../support/listener-port.js';
import {Terminal} from '../support/terminal.js';
import {waitFor} from '../support/wait-for.js';

/** A title, an answer to what the terminal is asked, a cleared screen; the last one in one character. */
const EVIL = '\u001b]0;owned\u0007\u001b[5n\u001b[2Jseen\u001bc\u009b';
const STEERS = ['owned', '\u001b[5n', '\u001bc', '\u009b'];
const steeringIn = (output: string) => STEERS.filter(text => output.includes(text));

async function writeEvil(client: ApiClient): Promise<void> {
  const port = await listenerPort(client);
  await get(port, `/out?text=${encodeURIComponent(EVIL)}`);
  await get(port, `/err?text=${encodeURIComponent(EVIL)}`);
}

test('what the workers write cannot steer the terminal of a command, and a pipe has it as it is', async () => {
  const cluster = await startCluster('lines.cjs', {workers: 1});
  await writeEvil(cluster.client);
  await cluster.waitUntil('both lines', () => cluster.logs.filter(({text}) => text === EVIL).length === 2);
  const terminal = new Terminal(null, {args: ['logs'], place: cluster.place});
  expect(await terminal.waitForExit()).toEqual({code: 0});
  expect(terminal.text()).toMatch(/^1 \| seen␛c\ufffd$/m);
  expect(steeringIn(terminal.output)).toEqual([]);
  expect((await runCommand(['logs'], cluster.place)).stdout).toContain(`1 | ${EVIL}\n`);
});

test('headless in a terminal neither lines of the workers nor events can steer it', async () => {
  const terminal = new Terminal('lines.cjs', {args: ['--headless', '-w', '1']});
  // A worker that is quick is ready before the API is.
  await waitFor('a ready worker', async () => {
    const snapshot = await terminal.client.status().catch(() => null);
    return snapshot?.slots[0]?.worker?.phase === 'ready';
  });
  await writeEvil(terminal.client);
  await terminal.waitForText(/1 \| seen␛c[\s\S]*1 \| seen␛c/);
  expect(steeringIn(terminal.output)).toEqual([]);
  expect(await runCommand(['stop'], terminal.place)).toMatchObject({code: 0});
});

test('what a worker died of cannot steer the terminal of a command', async () => {
  const place = placeWith({'evil.cjs': `throw new Error(${JSON.stringify(EVIL)})`});
  const terminal = new Terminal(path.join(place.directory, 'evil.cjs'), {
    place,
    args: ['--detach', '-w', '1'],
  });
  expect(await terminal.waitForExit()).toEqual({code: 1});
  expect(terminal.text()).toContain('uncaught exception: Error: seen');
  expect(steeringIn(terminal.output)).toEqual([]);
});
