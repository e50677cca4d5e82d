import {spawn} from 'node:child_process';
import {once} from 'node:events';
import net from 'node:net';
import {expect, onTestFinished, test} from 'vitest';
import {POLICIES} from '../../source/api/types.js';
import {startCluster} from '../support/cluster.js';
import {appPath} from '../support/place.js';
import {waitFor} from '../support/wait-for.js';

async function takenPort(host?: string): Promise<number> {
  const server = net.createServer().listen(0, host);
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
  });
  return (server.address() as net.AddressInfo).port;
}

/** What the app prints of the error when nothing but Node runs it. */
async function bareError(env: NodeJS.ProcessEnv): Promise<string> {
  const app = spawn(process.execPath, [appPath('listen-error.cjs')], {env: {...process.env, ...env}});
  const [line] = await once(app.stdout.setEncoding('utf8'), 'data');
  app.kill('SIGKILL');
  return line.trim();
}

test.each(POLICIES)('with %s the app sees the same EADDRINUSE as without clusterview', async policy => {
  for (const host of [undefined, '127.0.0.1']) {
    const env = {PORT: String(await takenPort(host)), ...(host && {HOST: host})};
    const expected = await bareError(env);
    expect(expected).toContain('EADDRINUSE');
    const cluster = await startCluster('listen-error.cjs', {
      workers: 0,
      args: ['--workers', '1', '--policy', policy],
      env,
    });
    const line = await waitFor('the error in the log', () =>
      cluster.logs.find(({text}) => text.startsWith('ERROR')),
    );
    expect(line.text).toBe(expected);
    await cluster.waitForEvent(new RegExp(`cannot listen on port ${env.PORT}: another process has it`));
    expect(await cluster.stop()).toBe(0);
  }
});

test('a port that the app has already is told as such', async () => {
  const cluster = await startCluster('twice.cjs', {workers: 1});
  await cluster.waitForEvent(/worker 1 cannot listen on port \d+: the app itself has it \(EADDRINUSE\)/);
  await waitFor('the error in the log', () => cluster.logs.some(({text}) => text === 'ERROR EADDRINUSE'));
});
