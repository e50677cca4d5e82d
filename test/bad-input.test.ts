import {chmodSync, symlinkSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {asOrdinaryUser, runCommand} from './support/command.js';
import {appPath, makePlace} from './support/place.js';
import {waitForNoProcess} from './support/processes.js';

const app = appPath('http.cjs');

/** Of the file systems of Linux and macOS. */
const FILE_NAME_BYTES_MAX = 255;

test.each([
  ['no app', [], /^which app\? usage: clusterview app\.js/],
  ['an app that is not there', ['nope.js'], /^no such app: nope\.js$/],
  ['a directory', ['.'], /^\. is a directory; name the file/],
  ['two apps', [app, 'other.js'], /^one app at a time, not also "other\.js"/],
  [
    '--workers 0',
    [app, '--workers', '0'],
    /^--workers must be a whole number from 1 to 256, or auto, not "0"$/,
  ],
  ['--workers -1', [app, '--workers', '-1'], /^--workers must be .* not "-1"$/],
  ['--workers abc', [app, '--workers', 'abc'], /^--workers must be .* not "abc"$/],
  ['--workers 1e9', [app, '--workers', '1e9'], /^--workers must be .* not "1e9"$/],
  ['-w 2.5', [app, '-w', '2.5'], /^--workers must be .* not "2\.5"$/],
  ['-w given twice', [app, '-w', '2', '-w', '3'], /^--workers was given 2 times$/],
  ['a flag without its value', [app, '--workers'], /^--workers needs a value$/],
  ['an unknown flag', [app, '--wrkers', '2'], /^unknown flag --wrkers; .*behind --$/],
  ['an unknown flag that begins with no', [app, '--no-wrkers'], /^unknown flag --no-wrkers;/],
  ['an unknown short flag', [app, '-z'], /^unknown flag -z;/],
  ['a flag with an underscore', [app, '--log_dir=logs'], /^unknown flag --log_dir;/],
  ['a switch with an underscore', [app, '--wait_ready'], /^unknown flag --wait_ready;/],
  ['a flag with a dot', [app, '--workers.x=2'], /^unknown flag --workers\.x;/],
  ['a flag of an object', [app, '--__proto__'], /^unknown flag --__proto__;/],
  ['a flag in both spellings', [app, '--log-dir=a', '--logDir=b'], /^--log-dir was given 2 times$/],
  [
    'an unknown policy',
    [app, '--policy', 'best'],
    /^--policy must be one of round-robin, least-connections, sticky, shared, not "best"$/,
  ],
  ['no time to become ready', [app, '--ready-timeout', '0s'], /^--ready-timeout must be .*, at least 1ms/],
  ['a time without its unit', [app, '--ready-timeout', '5'], /^--ready-timeout must be a time with its unit/],
  [
    'a time that never ends',
    [app, '--kill-timeout', '99999h'],
    /^--kill-timeout must be a time .* at most 24h/,
  ],
  [
    'a port that cannot be',
    [app, '--metrics-port', '65536'],
    /^--metrics-port must be a port from 0 to 65535, not "65536"$/,
  ],
  ['a port that is none', [app, '--metrics-port', '-1'], /^--metrics-port must be .* not "-1"$/],
  [
    'an address that is none',
    [app, '--metrics-host', 'a b'],
    /^--metrics-host must be an IP address or localhost, not "a b"$/,
  ],
  ['a recording without room', [app, '--record-size', '1MB'], /^--record-size must be a size with its unit/],
  ['a name that leaves its directory', [app, '--name', '../x'], /^--name must be letters/],
  ['a variable that cannot be one', [app, '--instance-var', 'A=B'], /^--instance-var must be the name of/],
  [
    'a directory that is not there',
    [app, '--cwd', '/nope'],
    /^--cwd must be a directory, and \/nope is none$/,
  ],
  ['the name of no cluster', ['attach', 'nope'], /^no cluster named "nope"; none is running$/],
])('%s is one clear line and exit code 2', async (_, args, line) => {
  const {code, stdout, stderr, place} = await runCommand(args);
  expect(stderr).toMatch(/^clusterview: [^\n]+\n$/);
  expect(stderr.slice('clusterview: '.length, -1)).toMatch(line);
  expect({code, stdout}).toEqual({code: 2, stdout: ''});
  await waitForNoProcess(place.mark);
});

test('a file that cannot be read is one clear line and exit code 2', async () => {
  const place = makePlace();
  const file = path.join(place.directory, 'secret.js');
  writeFileSync(file, '');
  chmodSync(file, 0o000);
  const {code, stderr} = await runCommand([file], place, asOrdinaryUser);
  expect({code, stderr}).toEqual({
    code: 2,
    stderr: `clusterview: ${file} cannot be read; check its permissions\n`,
  });
});

test.each([
  ['an app', (file: string) => [file], ''],
  ['a directory', (file: string) => [app, '--cwd', file], '--cwd: '],
  ['a directory for profiles', (file: string) => [app, '--diagnostics-dir', file], '--diagnostics-dir: '],
  ['a config file', (file: string) => ['--config', file], '--config: '],
])('%s that cannot be looked at is one clear line and exit code 2', async (_, argsOf, prefix) => {
  const place = makePlace();
  symlinkSync('loop', path.join(place.directory, 'loop'));
  for (const [file, reason] of [
    ['loop', 'ELOOP'],
    ['x'.repeat(FILE_NAME_BYTES_MAX + 1), 'ENAMETOOLONG'],
  ] as const) {
    const {code, stdout, stderr} = await runCommand(argsOf(file), place);
    expect(stderr).toMatch(
      new RegExp(`^clusterview: ${prefix}\\S*${file} cannot be looked at: ${reason}: [^\\n]+\\n$`),
    );
    expect({code, stdout}).toEqual({code: 2, stdout: ''});
  }
});

test('a path too long for a socket is one clear line and exit code 2', async () => {
  const runtimeDirectory = `/tmp/${'x'.repeat(110)}`;
  const {code, stderr, place} = await runCommand([app], makePlace({XDG_RUNTIME_DIR: runtimeDirectory}));
  expect(code).toBe(2);
  expect(stderr).toMatch(
    /^clusterview: the socket \S+ has a path of 1\d\d bytes, the system allows 10\d: .*XDG_RUNTIME_DIR.*\n$/,
  );
  await waitForNoProcess(place.mark);
});

test.each([
  ['a syntax error', 'broken/syntax.cjs', /uncaught exception: SyntaxError: .* \(.*syntax\.cjs:1\)$/],
  ['a syntax error in a module', 'broken/syntax.mjs', /SyntaxError: .* \(.*syntax\.mjs:2\)$/],
  ['nothing to do', 'ends-at-once.cjs', /it had nothing left to do \(exit code 0\)$/],
])(
  'an app with %s ends with exit code 1, after three tries, and the last line says why',
  async (_, name, line) => {
    const {code, stdout, stderr, place} = await runCommand([appPath(name), '--workers', '2']);
    expect(code).toBe(1);
    const last = stderr.trimEnd().split('\n').at(-1);
    expect(last).toMatch(/^clusterview: \S+ did not start, 3 times: /);
    expect(last).toMatch(line);
    expect(stdout.match(/ starts$/gm)).toHaveLength(3);
    await waitForNoProcess(place.mark);
  },
);

test('an argument that Node does not know ends with exit code 1, and says which', async () => {
  const {code, stderr} = await runCommand([app, '-w', '1', '--node-args', '--nonsense']);
  expect(code).toBe(1);
  expect(stderr.trimEnd().split('\n').at(-1)).toMatch(
    /exit code 9, its last line on stderr: .*bad option: --nonsense$/,
  );
});

test.each(['--help', '-h'])('%s lists every flag and is exit code 0', async flag => {
  const {code, stdout, stderr} = await runCommand([flag]);
  expect({code, stderr}).toEqual({code: 0, stderr: ''});
  for (const name of ['--workers', '-w', '--policy', '--headless', '--json', '--ready-timeout']) {
    expect(stdout).toContain(name);
  }
});

test('--version prints the version of the package', async () => {
  const {code, stdout} = await runCommand(['--version']);
  expect({code, stdout}).toEqual({code: 0, stdout: '0.1.0\n'});
});
