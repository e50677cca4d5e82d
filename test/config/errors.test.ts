import {symlinkSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {runCommand} from '../support/command.js';
import {placeWith} from '../support/config.js';
import {waitForNoProcess} from '../support/processes.js';

test.each([
  ['a value that cannot be', {workers: 'many'}, /^workers must be a whole number from 1 to 256, .* "many"$/],
  ['a number that cannot be', {workers: 2.5}, /^workers must be a whole number .* not "2\.5"$/],
  ['a time without its unit', {drainTimeout: 10}, /^drainTimeout must be a time with its unit.* not "10"$/],
  ['a value of another kind', {name: true}, /^name must be letters, digits.* not true$/],
  ['a path of another kind', {cwd: ['a']}, /^cwd must be a text, not \[ 'a' \]$/],
  ['a switch in words', {watch: 'true'}, /^watch must be true or false, not "true"$/],
  ['arguments of another kind', {args: [null]}, /^args must be arguments separated by spaces, or a list/],
  ['a variable of another kind', {env: {A: null}}, /^env\.A must be a text, a number, .* not null$/],
  ['a variable that cannot be', {env: {'A=B': 1}}, /^env\["A=B"\] must be named without =$/],
  ['an unknown key', {wrkers: 2}, /^wrkers is not known; did you mean workers\?$/],
  ['a key as a flag', {'drain-timeout': '1s'}, /^drain-timeout is not known; did you mean drainTimeout\?$/],
  ['a key like no other', {x: 1}, /^x is not known; there are app, args, env, and the options of/],
  ['an option of commands', {json: true}, /^json is only for the command line, as --json$/],
  ['a list', [], /^the config must be an object, not \[\]$/],
  ['no apps', {apps: []}, /^apps must have at least one app$/],
  ['an app without one', {apps: [{app: 'a.js'}, {}]}, /^apps\[1\]\.app is missing/],
  ['an error in an app', {apps: [{app: 'a.js'}, {workers: 0}]}, /^apps\[1\]\.workers must be .* not "0"$/],
  ['a typo in an app', {apps: [{ap: 'a.js'}]}, /^apps\[0\]\.ap is not known; did you mean app\?$/],
  ['a view of one app', {apps: [{app: 'a.js', plain: true}]}, /^apps\[0\]\.plain is for all apps: say it at/],
  ['an app that is not there', {app: 'nope.js'}, /^app: no such app: nope\.js$/],
  ['a directory that is not there', {app: 'config.test.json', cwd: 'nope'}, /^cwd must be a directory, and /],
  ['no app', {workers: 2}, /^which app\? /],
])('a config file with %s is one clear line and exit code 2', async (_, config, line) => {
  const place = placeWith({'config.test.json': config});
  const {code, stdout, stderr} = await runCommand(['--config', 'config.test.json'], place);
  expect(stderr).toMatch(/^clusterview: [^\n]+\n$/);
  const words = stderr.slice('clusterview: '.length, -1);
  expect(words).toContain('config.test.json');
  expect(words.replace(/^config\.test\.json: /, '')).toMatch(line);
  expect({code, stdout}).toEqual({code: 2, stdout: ''});
  await waitForNoProcess(place.mark);
});

test.each([
  ['clusterview.config.json', '{"app": }', /^clusterview\.config\.json: SyntaxError: /],
  [
    'clusterview.config.js',
    'const a = 1;\nthrow new RangeError("on\\npurpose")',
    /^clusterview\.config\.js, line 2: RangeError: on purpose$/,
  ],
  ['clusterview.config.mjs', 'throw "words"', /^clusterview\.config\.mjs: words$/],
  ['clusterview.config.mjs', 'export default {', /^clusterview\.config\.mjs: SyntaxError: /],
  [
    'clusterview.config.mjs',
    'export default Promise.reject(new Error("late"))',
    /^[^,]+, line 1: Error: late$/,
  ],
  ['clusterview.config.mjs', 'process.exit()', /^clusterview\.config\.mjs ends the process instead of/],
  ['clusterview.config.cjs', 'process.exit(7)', /^clusterview\.config\.cjs ends the process instead of/],
  [
    'clusterview.config.mjs',
    'export default new Promise(() => {})',
    /^clusterview\.config\.mjs waits for a promise that never settles$/,
  ],
  [
    'clusterview.config.mjs',
    'await new Promise(() => {}); export default {}',
    /^clusterview\.config\.mjs waits for a promise that never settles$/,
  ],
  [
    'clusterview.config.cjs',
    'module.exports = new Promise(() => {\nsetTimeout(() => null.a)})',
    /^clusterview\.config\.cjs, line 2: TypeError: /,
  ],
  ['clusterview.config.mjs', 'export const a = 1', /^clusterview\.config\.mjs exports no default/],
  ['package.json', '{"clusterview": {"workers": 0}}', /^package\.json: clusterview\.workers must be /],
])('%s that holds %j is one clear line and exit code 2', async (name, content, line) => {
  const {code, stdout, stderr} = await runCommand([], placeWith({[name]: content}));
  expect(stderr).toMatch(/^clusterview: [^\n]+\n$/);
  expect(stderr.slice('clusterview: '.length, -1)).toMatch(line);
  expect({code, stdout}).toEqual({code: 2, stdout: ''});
});

test('a config may be a promise, and takes its time', async () => {
  const config = 'export default new Promise(resolve => setTimeout(resolve, 100, {workers: 3}))';
  const {code, stdout} = await runCommand(
    ['config', '--json'],
    placeWith({'clusterview.config.mjs': config}),
  );
  expect(code).toBe(0);
  expect(JSON.parse(stdout).apps[0].workers.value).toBe(3);
});

test('two config files are refused: nobody could tell which counts', async () => {
  const place = placeWith({'clusterview.config.json': {}, 'package.json': {clusterview: {}}});
  expect(await runCommand([], place)).toMatchObject({
    code: 2,
    stderr:
      'clusterview: which config? there are clusterview.config.json and package.json: keep one, or name it with --config\n',
  });
});

test('a --config that is not there is one clear line', async () => {
  expect(await runCommand(['--config', 'nope.json'])).toMatchObject({
    code: 2,
    stderr: 'clusterview: --config must be a file, and nope.json is none\n',
  });
});

test('a word that may be an app or a name, and cannot be looked at, is one clear line and exit code 2', async () => {
  const place = placeWith({'clusterview.config.json': {apps: [{app: 'a.js'}, {app: 'b.js'}]}});
  symlinkSync('loop', path.join(place.directory, 'loop'));
  const {code, stdout, stderr} = await runCommand(['loop'], place);
  expect(stderr).toMatch(/^clusterview: loop cannot be looked at: ELOOP: [^\n]+\n$/);
  expect({code, stdout}).toEqual({code: 2, stdout: ''});
});
