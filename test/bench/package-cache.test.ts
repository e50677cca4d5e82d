import {chmodSync, existsSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {expect, onTestFinished, test, vi} from 'vitest';
import {makePlace} from '../support/place.js';
import {isAlive} from '../support/processes.js';
import {waitFor} from '../support/wait-for.js';
import {cachedScript} from './package-cache.js';
import {endRunning} from './running.js';

const WANTED = {name: 'wanted', version: '1.0.0', script: 'run.js'};
/** Has the script in place before it is done, as npm may have. */
const PLACE_SCRIPT = 'mkdir -p "$3/node_modules/wanted"; echo > "$3/node_modules/wanted/run.js"';

/** With a cache of its own. @param npm what it does instead, in the shell; `$3` is where it installs. */
function withCache(npm?: string): {directory: string; entries: () => string[]} {
  const {directory} = makePlace();
  vi.stubEnv('XDG_CACHE_HOME', directory);
  onTestFinished(() => void vi.unstubAllEnvs());
  if (npm) {
    const file = path.join(directory, 'npm');
    writeFileSync(file, `#!/bin/sh\n${npm}\n`);
    chmodSync(file, 0o755);
    vi.stubEnv('PATH', `${directory}:${process.env.PATH}`);
  }
  return {directory, entries: () => readdirSync(path.join(directory, 'clusterview-bench'))};
}

test('a package that cannot be had says why by a code alone, and leaves nothing behind', async () => {
  const {directory, entries} = withCache();
  vi.stubEnv('npm_config_registry', 'http://127.0.0.1:1');
  // For its logs.
  vi.stubEnv('npm_config_cache', path.join(directory, 'npm-cache'));
  await expect(cachedScript(WANTED)).rejects.toThrow(
    /^wanted 1\.0\.0 can't be installed: npm: ECONNREFUSED$/,
  );
  expect(entries()).toEqual([]);
});

test('an npm that fails without a code has failed, wherever it was', async () => {
  withCache('exit 1');
  await expect(cachedScript(WANTED)).rejects.toThrow(/^wanted 1\.0\.0 can't be installed: npm failed$/);
});

test('a package is installed once, also where two want it at once', async () => {
  const {directory, entries} = withCache(`${PLACE_SCRIPT}; echo >> "$XDG_CACHE_HOME/calls"`);
  const files = await Promise.all([cachedScript(WANTED), cachedScript(WANTED)]);
  expect(await cachedScript(WANTED)).toBe(files[0]);
  expect(files[1]).toBe(files[0]);
  expect(entries()).toEqual(['wanted-1.0.0']);
  expect(readFileSync(path.join(directory, 'calls'), 'utf8')).toBe('\n\n');
});

test('an interrupted npm ends, and what it has installed until then is no package', async () => {
  const {directory, entries} = withCache(`${PLACE_SCRIPT}; echo $$ > "$XDG_CACHE_HOME/pid"; exec sleep 1000`);
  const wanted = expect(cachedScript(WANTED)).rejects.toThrow('npm failed');
  const pidFile = path.join(directory, 'pid');
  const pid = await waitFor('npm', () => existsSync(pidFile) && (Number(readFileSync(pidFile)) || null));
  await endRunning();
  expect(isAlive(pid)).toBe(false);
  await wanted;
  expect(entries()).toEqual([]);
});
