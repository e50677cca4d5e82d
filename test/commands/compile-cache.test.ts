import {execFile} from 'node:child_process';
import {chownSync, existsSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import module from 'node:module';
import path from 'node:path';
import {promisify} from 'node:util';
import {describe, expect, test} from 'vitest';
import {startCluster} from '../support/cluster.js';
import {install} from '../support/installed.js';
import {appPath, makePlace, type Place} from '../support/place.js';
import {waitFor} from '../support/wait-for.js';

const NOBODY = 65_534;

function installIn(place: Place) {
  const dist = install(place);
  const run = async (...args: string[]) => {
    const command = [path.join(dist, 'cli.cjs'), ...args];
    const options = {env: place.env, cwd: place.directory};
    return (await promisify(execFile)(process.execPath, command, options)).stdout;
  };
  return {run, cache: path.join(dist, 'compiled')};
}

/** What is kept in it, file by file. */
function readAll(cache: string): Buffer[] {
  return readdirSync(cache, {recursive: true, withFileTypes: true})
    .filter(entry => entry.isFile())
    .map(entry => readFileSync(path.join(entry.parentPath, entry.name)));
}

function largest(cache: string): number {
  return Math.max(...readAll(cache).map(({length}) => length));
}

describe.runIf(module.enableCompileCache)('what Node has compiled (22.1 and later)', () => {
  test('is kept for the next start', async () => {
    const {cache, run} = installIn(makePlace());
    const version = await run('--version');
    const kept = readAll(cache);
    expect(kept).not.toEqual([]);
    expect(await run('--version')).toBe(version);
    expect(readAll(cache)).toEqual(kept);
  });

  test('by a master of its own, too', async () => {
    const {cache, run} = installIn(makePlace({PORT: '0'}));
    await run(appPath('http.cjs'), '--name', 'test', '--detach', '--workers', '1');
    const ofCommand = largest(cache);
    await run('stop', 'test');
    // It is most of clusterview that runs without a terminal.
    await waitFor('what the master keeps', () => largest(cache) > 2 * ofCommand);
  });

  test('is nothing of the app, which finds its environment as it was', async () => {
    const place = makePlace();
    const app = path.join(place.directory, 'app.cjs');
    writeFileSync(
      app,
      `console.log(JSON.stringify([process.env.NODE_COMPILE_CACHE, require('node:module').getCompileCacheDir()]));
      require('node:http').createServer().listen(0);`,
    );
    const cluster = await startCluster(app, {place, workers: 1});
    const line = await waitFor('its line', () => cluster.logs.find(({text}) => text.startsWith('[')));
    expect(line.text).toBe('[null,null]');
  });

  test('is not kept where the environment forbids it', async () => {
    const {cache, run} = installIn(makePlace({NODE_DISABLE_COMPILE_CACHE: '1'}));
    await run('--version');
    expect(existsSync(cache)).toBe(false);
  });

  // Another user can be had by root alone.
  test.runIf(process.getuid!() === 0)(
    'is not kept among the files of another user (needs root)',
    async () => {
      const {cache, run} = installIn(makePlace());
      chownSync(path.dirname(cache), NOBODY, NOBODY);
      await run('--version');
      expect(existsSync(cache)).toBe(false);
    },
  );
});
