import {mkdirSync, mkdtempSync, readdirSync, statSync, symlinkSync, writeFileSync} from 'node:fs';
import module from 'node:module';
import path from 'node:path';
import {describe, expect, test} from 'vitest';
import {startCluster} from '../support/cluster.js';
import {runCommand} from '../support/command.js';
import {makePlace} from '../support/place.js';
import {waitFor} from '../support/wait-for.js';

/** All files below, by their paths. */
function filesIn(directory: string): string[] {
  return readdirSync(directory, {recursive: true, withFileTypes: true})
    .filter(entry => entry.isFile())
    .map(entry => path.relative(directory, path.join(entry.parentPath, entry.name)))
    .sort();
}

describe.runIf(module.enableCompileCache)('what Node has compiled (22.1 and later)', () => {
  test('is kept for the next start, for the owner alone, and in place of what older versions left', async () => {
    const place = makePlace();
    const {stdout: version} = await runCommand(['--version'], place);
    const own = `compiled-${version.trim()}`;
    const directory = path.join(place.directory, 'cache', 'clusterview');
    expect(readdirSync(directory)).toEqual([own]);
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    const kept = filesIn(directory);
    expect(kept).not.toEqual([]);

    mkdirSync(path.join(directory, 'compiled-0.0.1'));
    writeFileSync(path.join(directory, 'compiled-0.0.1', 'old'), '');
    writeFileSync(path.join(directory, 'other'), '');
    const {stdout} = await runCommand(['--version'], place);
    expect(stdout).toBe(version);
    expect(readdirSync(directory).sort()).toEqual([own, 'other']);
    expect(filesIn(directory)).toEqual([...kept, 'other'].sort());
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
    await cluster.stop();
    // The master has kept its own.
    expect(filesIn(path.join(place.directory, 'cache'))).not.toEqual([]);
  });

  test.each([
    [
      'is a link',
      (place: string) => symlinkSync(mkdtempSync(`${place}/elsewhere-`), `${place}/cache/clusterview`),
    ],
    ['is no directory', (place: string) => writeFileSync(`${place}/cache/clusterview`, '')],
  ])('is not kept where the directory %s', async (_, make) => {
    const place = makePlace();
    mkdirSync(path.join(place.directory, 'cache'));
    make(place.directory);
    const {code, stderr} = await runCommand(['--version'], place);
    expect({code, stderr}).toEqual({code: 0, stderr: ''});
    expect(filesIn(place.directory).filter(file => file !== 'cache/clusterview')).toEqual([]);
  });

  test('is not kept below a home that is not there', async () => {
    const place = makePlace();
    const home = path.join(place.directory, 'nobody');
    const {XDG_CACHE_HOME: _, ...env} = place.env;
    const {code} = await runCommand(['--version'], {...place, env: {...env, HOME: home}});
    expect(code).toBe(0);
    expect(readdirSync(place.directory)).toEqual([]);
  });
});
