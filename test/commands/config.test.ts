import {mkdirSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {runCommand} from '../support/command.js';
import {placeWith} from '../support/config.js';

const CONFIG = {
  app: 'app.cjs',
  args: ['a', 'b c'],
  env: {COLOR: 'red'},
  drainTimeout: '3s',
  maxMemory: '1G',
  cwd: 'in',
  watch: true,
  noRebalance: true,
};

test('config prints what is in force as a table, and where each value comes from', async () => {
  const place = placeWith({'clusterview.config.json': CONFIG});
  const {code, stdout, stderr} = await runCommand(
    ['config', '--workers', '3', '--max-memory', '2G', '--rebalance'],
    place,
  );
  expect({code, stderr}).toEqual({code: 0, stderr: ''});
  const [file, blank, ...rows] = stdout.trimEnd().split('\n');
  expect([file, blank]).toEqual(['clusterview.config.json', '']);
  const cells = rows.map(row => row.split(/ {2,}/));
  expect(cells[0]).toEqual(['setting', 'value', 'from']);
  expect(cells).toEqual(
    expect.arrayContaining([
      ['app', 'app.cjs', 'clusterview.config.json:app'],
      ['args', 'a "b c"', 'clusterview.config.json:args'],
      ['env.COLOR', 'red', 'clusterview.config.json:env.COLOR'],
      ['workers', '3', 'flag'],
      ['policy', 'round-robin', 'default'],
      ['name', 'app', 'default'],
      ['drainTimeout', '3s', 'clusterview.config.json:drainTimeout'],
      ['maxMemory', '2G', 'flag'],
      ['cwd', path.join(place.directory, 'in'), 'clusterview.config.json:cwd'],
      ['watch', 'true', 'clusterview.config.json:watch'],
      ['noRebalance', 'false', 'flag'],
      ['waitReady', 'false', 'default'],
      ['metricsPort', '-', 'default'],
    ]),
  );
  expect(new Set(rows.slice(1).map(row => row.split(' ')[0])).size).toBe(rows.length - 1);
});

test('config --json prints the same as JSON', async () => {
  const {stdout} = await runCommand(['config', '--json'], placeWith({'package.json': {clusterview: CONFIG}}));
  const {file, apps} = JSON.parse(stdout);
  expect(file).toBe('package.json');
  expect(apps).toHaveLength(1);
  expect(apps[0]).toMatchObject({
    args: {value: ['a', 'b c'], from: 'package.json:clusterview.args'},
    drainTimeout: {value: '3s', from: 'package.json:clusterview.drainTimeout'},
    metricsPort: {value: null, from: 'default'},
  });
  expect(Object.keys(apps[0])).not.toContain('help');
});

test('config says so where there is no file', async () => {
  const {code, stdout} = await runCommand(['config', 'server.js', '-w', '2']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^there is no config file\n\nsetting/);
  expect(stdout).toMatch(/^app +server\.js +flag$/m);
  expect(stdout).toMatch(/^name +server +default$/m);
});

test('config tells what is wrong with the file as a start would', async () => {
  const place = placeWith({'clusterview.config.json': {wokers: 3}});
  expect(await runCommand(['config'], place)).toMatchObject({
    code: 2,
    stdout: '',
    stderr: 'clusterview: clusterview.config.json: wokers is not known; did you mean workers?\n',
  });
});

test('the name is that of the nearest package without its scope, or else that of the file', async () => {
  const nameIn = async (packageFile: object) => {
    const place = placeWith({'package.json': packageFile});
    mkdirSync(path.join(place.directory, 'source'));
    const {stdout} = await runCommand(['config', 'source/main.js', '--json'], place);
    return JSON.parse(stdout).apps[0].name;
  };
  expect(await nameIn({name: '@team/shop'})).toEqual({value: 'shop', from: 'default'});
  expect(await nameIn({})).toEqual({value: 'main', from: 'default'});
});

test('a config file that opens what keeps a process running keeps no command from its end', async () => {
  const text = `setInterval(() => {}, 1000);\nexport default ${JSON.stringify({app: 'app.cjs'})};\n`;
  const place = placeWith({'clusterview.config.mjs': text});
  const {code, stdout} = await runCommand(['config'], place);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^clusterview\.config\.mjs\n/);
});
