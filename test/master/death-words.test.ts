import {expect, test} from 'vitest';
import type {DeathCause} from '../../source/api/types.js';
import {explainDeath} from '../../source/master/death-words.js';
import type {Death} from '../../source/master/worker.js';
import type {CrashReport} from '../../source/messages/types.js';

const CWD = '/srv/app';
const unknown: Death = {
  code: 0,
  signal: null,
  crash: null,
  exit: null,
  killedBy: null,
  refusal: null,
  lastWords: [],
};

function words(death: Partial<Death>, oomKills = 0): string {
  return explainDeath({...unknown, ...death}, CWD, oomKills).words;
}

function cause(death: Partial<Death>, oomKills = 0): DeathCause {
  return explainDeath({...unknown, ...death}, CWD, oomKills).cause;
}

test.each<[string, Partial<Death>]>([
  [
    'SIGKILL, sent by a key in the viewer',
    {signal: 'SIGKILL', killedBy: {signal: 'SIGKILL', origin: 'a key in the viewer', at: 0}},
  ],
  [
    'SIGKILL, sent by somebody else',
    {signal: 'SIGKILL', killedBy: {signal: 'SIGTERM', origin: 'the API', at: 0}},
  ],
  ['SIGSEGV: native code crashed', {signal: 'SIGSEGV'}],
  ['SIGABRT: it aborted itself', {signal: 'SIGABRT'}],
  ['SIGUSR2, sent by somebody else', {signal: 'SIGUSR2'}],
  ['exit code 3', {code: 3}],
  [
    'exit code 9, its last line on stderr: node: bad option: --x',
    {code: 9, lastWords: ['node: bad option: --x', '']},
  ],
  ['it had nothing left to do (exit code 0)', {code: 0}],
  ['it could not be started: spawn ENOENT', {code: null, lastWords: ['spawn ENOENT']}],
])('%s', (expected, death) => {
  expect(words(death)).toBe(expected);
});

test('a SIGKILL from the kernel for want of memory is told from others', () => {
  expect(words({signal: 'SIGKILL'}, 1)).toBe("SIGKILL by the kernel's out-of-memory killer");
});

test('an error in the syntax of a file is told with its place there, and not with that of who loads it', () => {
  const stack = [
    'SyntaxError: Unexpected end of input',
    '    at wrapSafe (node:internal/modules/cjs/loader:1469:18)',
    '    at Object.<anonymous> (/srv/app/app.js:1:9)',
  ].join('\n');
  const crash = {
    act: 'crash',
    title: 'SyntaxError: Unexpected end of input',
    stack,
    origin: 'uncaughtException',
    handled: false,
    livesOn: false,
  } as const;
  const lastWords = ['/srv/app/lib/answer.js:3', 'module.exports = (', '', ...stack.split('\n')];
  const title = 'uncaught exception: SyntaxError: Unexpected end of input';
  expect(words({code: 1, crash, lastWords})).toBe(`${title} (lib/answer.js:3)`);
  expect(words({code: 1, crash})).toBe(`${title} (app.js:1)`);
  const parsed = {...crash, stack: stack.replace(/at wrapSafe.*/, 'at JSON.parse (<anonymous>)')};
  expect(words({code: 1, crash: parsed, lastWords})).toBe(`${title} (app.js:1)`);
});

test('an exception is told with the first frame of the app, relative to its directory', () => {
  const stack = [
    'TypeError: no',
    '    at node:internal/process/task_queues:95:5',
    '    at handler (/srv/app/routes/user.js:12:7)',
  ].join('\n');
  const crash = {
    act: 'crash',
    title: 'TypeError: no',
    stack,
    origin: 'uncaughtException',
    handled: false,
    livesOn: false,
  } as const;
  expect(words({code: 1, crash})).toBe('uncaught exception: TypeError: no (routes/user.js:12)');
  // What the app handled and lived on after was not what ended it.
  expect(words({code: 3, crash: {...crash, handled: true}})).toBe('exit code 3');
  expect(cause({code: 1, crash})).toBe('exception');
  expect(cause({code: 3, crash: {...crash, handled: true}})).toBe('exit');
});

test('one that could not listen has that for its cause, and not the words of Node', () => {
  const refusal = {code: 'EADDRINUSE', words: 'port 3000 is taken: another process has it (EADDRINUSE)'};
  const crash = {
    act: 'crash',
    title: 'Error: listen EADDRINUSE: address already in use :::3000',
    stack: 'Error\n    at handler (/srv/app/routes/user.js:12:7)',
    origin: 'uncaughtException',
    handled: false,
    livesOn: false,
  } as const;
  expect(words({code: 1, crash, refusal})).toBe(refusal.words);
  expect(words({code: 1, crash: {...crash, title: 'TypeError: no'}, refusal})).toMatch(/^uncaught exception/);
  expect(words({code: 2, refusal})).toBe(`${refusal.words}; exit code 2`);
  expect(
    words({code: 1, exit: {act: 'exit', code: 1, stack: '    at end (/srv/app/a.js:3:1)'}, refusal}),
  ).toBe(`${refusal.words}; exit code 1, process.exit was called (a.js:3)`);
  expect(words({code: 0, refusal})).toBe('it had nothing left to do (exit code 0)');
});

test('programs are told the cause in one word', () => {
  expect(cause({code: 0})).toBe('exit');
  expect(cause({code: 3})).toBe('exit');
  expect(cause({code: 3, exit: {act: 'exit', code: 3, stack: 'Error'}})).toBe('exit');
  expect(cause({code: null, lastWords: ['spawn ENOENT']})).toBe('start');
  expect(cause({signal: 'SIGSEGV'})).toBe('signal');
  expect(cause({signal: 'SIGKILL', killedBy: {signal: 'SIGKILL', origin: 'the API', at: 0}})).toBe('signal');
  expect(cause({signal: 'SIGKILL'}, 1)).toBe('oom-killer');
  expect(cause({signal: 'SIGABRT', lastWords: ['FATAL ERROR: Reached heap limit']})).toBe('heap-limit');
});

test.each([
  ['at async /srv/app/server.js:10:20', 'server.js:10'],
  ['at async file:///srv/app/main.mjs:2:13', 'main.mjs:2'],
  ['at async handler (file:///srv/app/main.mjs:2:13)', 'main.mjs:2'],
  ['at query (/srv/app/src/internal/db.js:7:1)', 'src/internal/db.js:7'],
  ['at Page (/srv/app/(auth)/page.js:3:9)', '(auth)/page.js:3'],
  ['at Foo.bar [as baz] (/srv/app/foo.js:1:2)', 'foo.js:1'],
])('the place of %s', (frame, place) => {
  const stack = [
    'Error: no',
    '    at node:internal/process/task_queues:95:5',
    '    at async internal/modules/run.js:1:1',
    '    at eval (eval at run (/srv/app/x.js:1:1), <anonymous>:1:1)',
    '    at async Promise.all (index 0)',
    '    at Array.map (<anonymous>)',
    `    ${frame}`,
  ].join('\n');
  expect(words({code: 1, exit: {act: 'exit', code: 1, stack}})).toBe(
    `exit code 1, process.exit was called (${place})`,
  );
});

test('a heap that was full elsewhere, as in a process that the worker has started, is no cause of its death', () => {
  const lastWords = ['FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory'];
  expect(cause({signal: 'SIGKILL', lastWords})).toBe('signal');
  expect(cause({signal: 'SIGKILL', lastWords}, 1)).toBe('oom-killer');
  const killedBy = {signal: 'SIGABRT', origin: 'the API', at: 0} as const;
  expect(words({signal: 'SIGABRT', lastWords, killedBy})).toBe('SIGABRT, sent by the API');
});

test('the place of a frame without a function is found in a directory that has brackets in its name', () => {
  const stack = 'Error: x\n    at /srv/app/copy (1)/a.js:3:4';
  const title = 'Error: x';
  const crash: CrashReport = {
    act: 'crash',
    origin: 'uncaughtException',
    title,
    stack,
    handled: false,
    livesOn: false,
  };
  expect(words({code: 1, crash})).toBe('uncaught exception: Error: x (copy (1)/a.js:3)');
});

test('lines that a client could have sent do not keep the master busy', () => {
  const hostile = `    at ${' ('.repeat(300_000)}`;
  const stack = [`Error: no\n${hostile}`, '    at find (/srv/app/dir (1)/user.js:12:7)'].join('\n');
  const crash = {
    act: 'crash',
    title: 'Error: no',
    stack,
    origin: 'uncaughtException',
    handled: false,
  } as CrashReport;
  expect(words({code: 1, crash})).toBe('uncaught exception: Error: no (dir (1)/user.js:12)');
});
