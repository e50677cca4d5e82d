import {mkdirSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {runCommand} from '../support/command.js';
import {placeWith} from '../support/config.js';
import {appPath, type Place} from '../support/place.js';
import {waitForNoProcess} from '../support/processes.js';

const APPS = {
  workers: 1,
  restartLimit: 1,
  env: {HEADERS_MS: 5000},
  apps: [
    {name: 'api', app: appPath('http.cjs'), workers: 2},
    {name: 'web', app: appPath('http.cjs')},
  ],
};

const placeOf = (config: object) => placeWith({'clusterview.config.json': config});
const lines = (text: string) => text.trimEnd().split('\n').sort();

async function runningIn(place: Place): Promise<unknown[]> {
  const {stdout} = await runCommand(['list', '--json'], place);
  return JSON.parse(stdout).map(({cluster}: {cluster: {name: string; workers: number}}) => [
    cluster.name,
    cluster.workers,
  ]);
}

test('--detach starts each app of the file as a cluster of its own', async () => {
  const place = placeOf(APPS);
  const {code, stdout, stderr} = await runCommand(['--detach'], place);
  expect({code, stderr}).toEqual({code: 0, stderr: ''});
  expect(lines(stdout)).toEqual([
    expect.stringMatching(/^api runs with 2 workers, listening on \S+; see it with: clusterview attach api$/),
    expect.stringMatching(/^web runs with 1 worker, listening on \S+; see it with: clusterview attach web$/),
  ]);
  expect(await runningIn(place)).toEqual([
    ['api', 2],
    ['web', 1],
  ]);
  for (const name of ['api', 'web']) expect(await runCommand(['stop', name], place)).toMatchObject({code: 0});
  await waitForNoProcess(place.mark);
});

test('of apps that are started together, one that fails is told with its name, and the others stay', async () => {
  const broken = {name: 'bad', app: appPath('die-at-start.cjs'), env: {HOW_FILE: 'how'}};
  const place = placeOf({...APPS, apps: [broken, ...APPS.apps]});
  writeFileSync(path.join(place.directory, 'how'), 'throw');
  const {code, stdout, stderr} = await runCommand(['--detach'], place);
  expect(code).toBe(1);
  expect(stderr).toMatch(/^clusterview: bad: worker 1 does not start: .*thrown at start.*\n$/);
  expect(lines(stdout)).toEqual([
    expect.stringMatching(/^api runs with 2 workers/),
    expect.stringMatching(/^web runs/),
  ]);
  expect(await runningIn(place)).toEqual([
    ['api', 2],
    ['web', 1],
  ]);
});

test('a name from the file starts that app alone, also beside a directory of that name', async () => {
  const place = placeOf(APPS);
  mkdirSync(path.join(place.directory, 'web'));
  expect(await runCommand(['web', '--detach', '-w', '2'], place)).toMatchObject({code: 0, stderr: ''});
  expect(await runningIn(place)).toEqual([['web', 2]]);
});

test('an app that is a file has the options of its entry', async () => {
  const app = 'require("node:http").createServer().listen(0)';
  const config = {apps: [{name: 'first', app: 'a.cjs', workers: 2}, {app: 'b.cjs'}]};
  const place = placeWith({'clusterview.config.json': config, 'a.cjs': app, 'b.cjs': app});
  expect(await runCommand(['a.cjs', '--detach'], place)).toMatchObject({code: 0, stderr: ''});
  expect(await runningIn(place)).toEqual([['first', 2]]);
});

test('config shows each app with the defaults that stand at the top', async () => {
  const {stdout} = await runCommand(['config', '--json'], placeOf(APPS));
  const file = 'clusterview.config.json';
  expect(JSON.parse(stdout).apps).toMatchObject([
    {
      name: {value: 'api', from: `${file}:apps[0].name`},
      workers: {value: 2, from: `${file}:apps[0].workers`},
    },
    {name: {value: 'web', from: `${file}:apps[1].name`}, workers: {value: 1, from: `${file}:workers`}},
  ]);
});

test('clusters are listed in the order of the numbers in their names', async () => {
  const apps = ['svc-10', 'svc-2'].map(name => ({name, app: appPath('http.cjs')}));
  const place = placeOf({...APPS, apps});
  expect(await runCommand(['--detach'], place)).toMatchObject({code: 0});
  expect(await runningIn(place)).toEqual([
    ['svc-2', 1],
    ['svc-10', 1],
  ]);
  expect(await runCommand(['status'], place)).toMatchObject({
    code: 2,
    stderr: 'clusterview: which cluster? running: svc-2, svc-10\n',
  });
});

const [api, web] = APPS.apps;
const SAME_NAME =
  /^clusterview\.config\.json: apps\[2\]\.name must be another than apps\[1\]\.name, and both are "api"$/;
test.each([
  ['no --detach', APPS, [], /has 2 apps: start all of them with --detach, or name one of api, web$/],
  ['--name', APPS, ['--detach', '--name', 'x'], /has 2 apps, and --name is for one/],
  ['arguments', APPS, ['--detach', '--', 'x'], /has 2 apps, and arguments behind -- are for one/],
  ['a name of none', APPS, ['nope'], /^no such app: nope; clusterview\.config\.json has api, web$/],
  ['a name twice', {apps: [web, api, api]}, ['--detach'], SAME_NAME],
  ['a name twice and no --detach', {apps: [web, api, api]}, [], SAME_NAME],
  ['that name', {apps: [web, api, api]}, ['api', '--detach'], SAME_NAME],
  ['a name twice to be shown', {apps: [web, api, api]}, ['config'], SAME_NAME],
  [
    'one name for all',
    {name: 'x', apps: [{app: 'a.js'}, {app: 'b.js'}]},
    ['--detach'],
    /: apps\[1\]\.name must be/,
  ],
  ['one recording', {record: 'r.cv', apps: [api, web]}, ['--detach'], /would both be recorded in .*r\.cv/],
  ['one port', {metricsPort: 9, apps: [api, web]}, ['--detach'], /would both have 9 as their metricsPort/],
])('several apps with %s are one clear line, and nothing starts', async (_, config, args, line) => {
  const {code, stdout, stderr, place} = await runCommand(args, placeOf(config));
  expect(stderr).toMatch(/^clusterview: [^\n]+\n$/);
  expect(stderr.slice('clusterview: '.length, -1)).toMatch(line);
  expect({code, stdout}).toEqual({code: 2, stdout: ''});
  await waitForNoProcess(place.mark);
});

test('an app file of two entries is neither of them: one has to be named', async () => {
  const apps = [
    {name: 'api', app: 'app.cjs', workers: 1},
    {name: 'jobs', app: 'app.cjs', workers: 1},
  ];
  const place = placeWith({'app.cjs': '', 'clusterview.config.json': {apps}});
  expect(await runCommand(['app.cjs', '--headless'], place)).toMatchObject({
    code: 2,
    stdout: '',
    stderr: 'clusterview: app.cjs is the app of api, jobs in clusterview.config.json: name one of them\n',
  });
});
