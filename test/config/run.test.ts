import {mkdirSync, symlinkSync} from 'node:fs';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {expect, test} from 'vitest';
import {runsTypeScript} from '../../source/typescript-apps.js';
import {runCommand} from '../support/command.js';
import {placeWith} from '../support/config.js';
import {appPath, clientIn, type Place} from '../support/place.js';
import {waitFor} from '../support/wait-for.js';

const NODE_MODULES = fileURLToPath(new URL('../../node_modules', import.meta.url));
/** Prints what it was started with, and serves. */
const APP = `
  console.log('SAW ' + JSON.stringify({args: process.argv.slice(2), color: process.env.COLOR, cwd: process.cwd()}));
  require('node:http').createServer().listen(0);
`;

const detached = (args: readonly string[], place: Place) => runCommand(['--detach', ...args], place);

/** What the first worker of the cluster named `test` says that it was started with. */
async function seen(place: Place): Promise<unknown> {
  const {stdout} = await runCommand(['logs', 'test', '1'], place);
  return JSON.parse(/SAW (\{.*\})/.exec(stdout)![1]!);
}

test.each([
  ['clusterview.config.json', (config: string) => config],
  ['clusterview.config.js', (config: string) => `module.exports = ${config}`],
  ['clusterview.config.cjs', (config: string) => `module.exports = ${config}`],
  ['clusterview.config.mjs', (config: string) => `export default await ${config}`],
  ['package.json', (config: string) => `{"clusterview": ${config}}`],
])('%s says what to start, and with what', async (name, write) => {
  const config = {app: 'app.cjs', name: 'test', workers: 2, drainTimeout: '3s'};
  const place = placeWith({'app.cjs': APP, [name]: write(JSON.stringify(config))});
  expect(await detached([], place)).toMatchObject({code: 0, stderr: ''});
  const {cluster} = await clientIn(place).status();
  expect(cluster).toMatchObject({name: 'test', app: 'app.cjs', workers: 2});
});

test('a config in TypeScript is read by Node, or by the tsx of the project, or refused in one line', async () => {
  const config =
    'const name: string = "test";\nexport default {app: "app.cjs", name, workers: 1} satisfies object;';
  const place = placeWith({'app.cjs': APP, 'clusterview.config.ts': config});
  if (!runsTypeScript()) {
    expect(await detached([], place)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(
        /^clusterview: clusterview\.config\.ts is TypeScript, .*install tsx.*\n$/,
      ),
    });
    symlinkSync(NODE_MODULES, path.join(place.directory, 'node_modules'));
  }
  expect(await detached([], place)).toMatchObject({code: 0});
  expect((await clientIn(place).status()).cluster.workers).toBe(1);
});

test('flags win over the file, and the file over the defaults', async () => {
  const config = {app: 'app.cjs', name: 'test', workers: 1, policy: 'sticky', args: 'a b', watch: true};
  const place = placeWith({'app.cjs': APP, 'clusterview.config.json': config});
  expect(await detached(['--workers', '2', '--no-watch', '--', 'c'], place)).toMatchObject({code: 0});
  const {cluster} = await clientIn(place).status();
  expect(cluster).toMatchObject({workers: 2, policy: 'sticky'});
  expect(await seen(place)).toMatchObject({args: ['c']});
});

test('a way to run that is typed takes the place of the one in the file', async () => {
  const config = {app: appPath('ends-at-once.cjs'), workers: 1, detach: true};
  const {code, stdout} = await runCommand(['--json'], placeWith({'clusterview.config.json': config}));
  expect(code).toBe(1);
  expect(JSON.parse(stdout.split('\n')[0]!)).toMatchObject({type: 'event'});
});

test('paths in the file are relative to it, and the app sees its arguments and variables', async () => {
  const config = {app: 'app.cjs', name: 'test', workers: 1, cwd: 'in', args: ['a b', 3], env: {COLOR: 'red'}};
  const place = placeWith({'app.cjs': APP, 'config.json': config});
  mkdirSync(path.join(place.directory, 'in'));
  mkdirSync(path.join(place.directory, 'elsewhere'));
  const elsewhere = {
    ...place,
    directory: path.join(place.directory, 'elsewhere'),
    env: {...place.env, COLOR: 'blue'},
  };
  expect(await detached(['--config', '../config.json'], elsewhere)).toMatchObject({code: 0, stderr: ''});
  expect(await seen(place)).toEqual({
    args: ['a b', '3'],
    color: 'red',
    cwd: path.join(place.directory, 'in'),
  });
});

test('an app that is typed has the options of the file, but not the name and arguments of another', async () => {
  const config = {app: 'other.cjs', name: 'other', args: 'a', workers: 1, env: {COLOR: 'red'}};
  const place = placeWith({'test.cjs': APP, 'clusterview.config.json': config});
  expect(await detached(['test.cjs'], place)).toMatchObject({code: 0, stderr: ''});
  await waitFor('what the app saw', () => seen(place).catch(() => null));
  expect(await seen(place)).toMatchObject({args: [], color: 'red'});
  expect((await clientIn(place).status()).cluster.workers).toBe(1);
});
