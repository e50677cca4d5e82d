import {mkdirSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {expect, test} from 'vitest';
import {type Outcome, runCommand} from '../support/command.js';
import {placeWith} from '../support/config.js';
import type {Place} from '../support/place.js';

const ECOSYSTEM = {
  apps: [
    {
      name: 'api',
      script: './api.js',
      args: ['--port', '3000'],
      instances: 'max',
      exec_mode: 'cluster',
      node_args: '--max-old-space-size=300',
      env: {NODE_ENV: 'production', DEBUG: 1},
      env_staging: {NODE_ENV: 'staging', TOKEN: 's3cret'},
      max_memory_restart: '300M',
      kill_timeout: 3000,
      listen_timeout: 1500,
      wait_ready: true,
      watch: false,
      max_restarts: 5,
      instance_var: 'INSTANCE',
      out_file: 'out.log',
      cron_restart: '0 0 * * *',
      autorestart: true,
    },
    {
      name: 'mail worker',
      script: 'mail.js',
      cwd: 'mail',
      interpreterArgs: '--trace-warnings',
      watch: ['src'],
    },
  ],
};

const converted = ({stdout}: Outcome) => JSON.parse(stdout).apps;
const notes = ({stderr}: Outcome) => stderr.trimEnd().split('\n');

const importing = (app: object, place: Place = placeWith({'a.js': ''})) => {
  writeFileSync(path.join(place.directory, 'ecosystem.json'), JSON.stringify({script: 'a.js', ...app}));
  return runCommand(['config', 'import'], place);
};

test('an ecosystem file becomes a config, and each setting without a counterpart a line on stderr', async () => {
  const place = placeWith({
    'ecosystem.config.js': `module.exports = ${JSON.stringify(ECOSYSTEM)}`,
    'api.js': '',
  });
  mkdirSync(path.join(place.directory, 'mail'));
  writeFileSync(path.join(place.directory, 'mail/mail.js'), '');
  const outcome = await runCommand(['config', 'import'], place);
  expect(outcome.code).toBe(0);
  expect(converted(outcome)).toEqual([
    {
      name: 'api',
      app: 'api.js',
      args: ['--port', '3000'],
      workers: 'auto',
      nodeArgs: '--max-old-space-size=300',
      env: {NODE_ENV: 'production', DEBUG: 1},
      maxMemory: '300M',
      killTimeout: '3s',
      readyTimeout: '1500ms',
      waitReady: true,
      restartLimit: 5,
      instanceVar: 'INSTANCE',
    },
    {
      name: 'mail-worker',
      app: 'mail/mail.js',
      cwd: 'mail',
      workers: 1,
      nodeArgs: '--trace-warnings',
      watch: true,
    },
  ]);
  expect(notes(outcome)).toEqual([
    expect.stringMatching(/^clusterview: api: out_file "out\.log": logDir is a directory for the logs/),
    'clusterview: api: cron_restart "0 0 * * *": have cron run clusterview reload api',
    // Without their values: secrets are among them.
    expect.stringMatching(/^clusterview: api: env_staging \(NODE_ENV, TOKEN\): only env is taken/),
    'clusterview: mail-worker: name "mail worker": the cluster is called mail-worker',
    expect.stringMatching(/^clusterview: mail-worker: watch \[ 'src' \]: all of cwd is watched/),
  ]);
});

test('what import prints is a config that clusterview takes', async () => {
  const place = placeWith({'ecosystem.config.cjs': `module.exports = ${JSON.stringify(ECOSYSTEM)}`});
  const {stdout} = await runCommand(['config', 'import', 'ecosystem.config.cjs'], place);
  writeFileSync(path.join(place.directory, 'clusterview.config.json'), stdout);
  const {code, stdout: inForce} = await runCommand(['config', 'api', '--json'], place);
  expect(code).toBe(0);
  expect(JSON.parse(inForce).apps[0]).toMatchObject({
    maxMemory: {value: '300M', from: 'clusterview.config.json:apps[0].maxMemory'},
    'env.NODE_ENV': {value: 'production', from: 'clusterview.config.json:apps[0].env.NODE_ENV'},
  });
});

test.each([
  [4, 4],
  ['2', 2],
  ['max', 'auto'],
  [0, 'auto'],
  [-1, Math.max(os.availableParallelism() - 1, 1)],
  [undefined, 1],
])('instances %j becomes workers %j', async (instances, workers) => {
  const outcome = await importing({instances});
  expect(converted(outcome)[0].workers).toBe(workers);
  expect(outcome.stderr === '').toBe(instances !== -1);
});

test.each([
  [{max_memory_restart: 100 * 1024 ** 2}, {maxMemory: '100M'}],
  [{maxMemoryRestart: '1G'}, {maxMemory: '1G'}],
  [{port: 3000}, {env: {PORT: 3000}}],
  [{port: 3000, env: {A: 'b'}}, {env: {A: 'b', PORT: 3000}}],
  [
    {interpreter: 'node', exec_mode: 'cluster_mode', vizion: false, autorestart: true, watch: true},
    {watch: true},
  ],
])('%j is taken over without a word', async (app, config) => {
  const outcome = await importing(app);
  expect(outcome.stderr).toBe('');
  expect(converted(outcome)).toEqual([{name: 'a', app: 'a.js', workers: 1, ...config}]);
});

test.each([
  [
    {max_memory_restart: '10M'},
    /^clusterview: a: max_memory_restart "10M": maxMemory must be a size .* from 32M/,
  ],
  [{interpreter: 'bun'}, /^clusterview: a: exec_interpreter "bun": workers run on the Node that/],
  [{instances: 2, exec_mode: 'fork'}, /^clusterview: a: exec_mode "fork": workers are a cluster/],
  [{autorestart: false}, /^clusterview: a: autorestart false: a worker that ends is always replaced/],
  [{error: 'err.log'}, /^clusterview: a: error_file "err\.log": /],
  [{env: {'A=B': 1}}, /^clusterview: a: env\["A=B"\] is left out: it must be named without =$/],
  [{nonsense: 1}, /^clusterview: a: nonsense 1: is not known$/],
  [{script: 'npm', name: 'a', args: 'start'}, /^clusterview: a: script "npm": there is no such file/],
])('%j is told on stderr', async (app, line) => {
  const outcome = await importing(app);
  expect(outcome.code).toBe(0);
  expect(notes(outcome)).toEqual([expect.stringMatching(line)]);
});

test('a variable that is not set where the file is imported is told, and left out alone', async () => {
  const app =
    "{script: 'a.js', env: {NODE_ENV: 'production', TOKEN: process.env.NO_SUCH_VARIABLE, PORT: 80}}";
  const place = placeWith({'a.js': '', 'ecosystem.config.js': `module.exports = {apps: [${app}]}`});
  const outcome = await runCommand(['config', 'import'], place);
  expect(converted(outcome)[0].env).toEqual({NODE_ENV: 'production', PORT: 80});
  expect(notes(outcome)).toEqual([
    'clusterview: a: env.TOKEN is left out: it must be a text, a number, true or false, not undefined',
  ]);
});

test('several apps of one name get names of their own, and a line about each', async () => {
  const apps = ['api', 'api', 'api-2', 'a b', 'a-b'].map(name => ({name, script: 'a.js'}));
  const place = placeWith({'a.js': '', 'ecosystem.json': {apps}});
  const outcome = await runCommand(['config', 'import'], place);
  const names = converted(outcome).map(({name}: {name: string}) => name);
  expect(names).toEqual(['api', 'api-3', 'api-2', 'a-b', 'a-b-2']);
  expect(notes(outcome)).toEqual([
    'clusterview: api-3: name "api": another app has that name, the cluster is called api-3',
    'clusterview: a-b: name "a b": the cluster is called a-b',
    'clusterview: a-b-2: name "a-b": another app has that name, the cluster is called a-b-2',
  ]);
  writeFileSync(path.join(place.directory, 'clusterview.config.json'), outcome.stdout);
  expect(await runCommand(['config'], place)).toMatchObject({code: 0});
});

test.each([
  ['{"apps": []}', /^ecosystem\.json is no ecosystem file of pm2/],
  ['{"apps": [{"script": "a.js"}, {"name": "b"}]}', /^ecosystem\.json is no .* as apps\[1\]$/],
  ['{', /^ecosystem\.json: SyntaxError: /],
  ['[1]', /^ecosystem\.json is no ecosystem file of pm2/],
])('a file that holds %j is one clear line and exit code 2', async (content, line) => {
  const {code, stdout, stderr} = await runCommand(
    ['config', 'import'],
    placeWith({'ecosystem.json': content}),
  );
  expect({code, stdout}).toEqual({code: 2, stdout: ''});
  expect(stderr).toMatch(/^clusterview: [^\n]+\n$/);
  expect(stderr.slice('clusterview: '.length, -1)).toMatch(line);
});

test('without a file of pm2 import says what it has looked for', async () => {
  const {code, stderr} = await runCommand(['config', 'import']);
  expect(code).toBe(2);
  expect(stderr).toMatch(/^clusterview: which file\? there is none of ecosystem\.config\.js, .* here\n$/);
});

test('what is null is not set, as for pm2, and quoted arguments stay together', async () => {
  const unset = {kill_timeout: null, listen_timeout: 0, instances: null, watch: null, env: null};
  const outcome = await importing({...unset, args: '--title "Hello World" --x=1 k="a b"'});
  expect(outcome).toMatchObject({code: 0, stderr: ''});
  expect(converted(outcome)).toEqual([
    {name: 'a', workers: 1, app: 'a.js', args: ['--title', 'Hello World', '--x=1', 'k="a b"']},
  ]);
});
