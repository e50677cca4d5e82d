import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {expect, test} from 'vitest';
import {LAST_WORDS_LINES} from '../../source/master/bounds.js';
import {explainDeath} from '../../source/master/death-words.js';
import {WorkerOutput} from '../../source/master/worker-output.js';

const FATAL = 'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory';

/** As on macOS, and on Linux where a task of V8 collects garbage. */
const DIES = `
  console.error('<--- Last few GCs --->');
  console.error(${JSON.stringify(FATAL)});
  for (let frame = 1; frame < 100; frame++) console.error(' ' + frame + ': 0x100 node::Abort() [node]');
`;

test('a heap that is full is the cause of death, however long the native stack behind it is', async () => {
  const child = spawn(process.execPath, ['-e', DIES]);
  const output = new WorkerOutput(
    child,
    line => line,
    () => {},
  );
  await once(child, 'close');
  expect(output.lastWords).toHaveLength(LAST_WORDS_LINES);
  expect(output.lastWords[0]).toBe(FATAL);
  const death = {
    code: null,
    signal: 'SIGABRT',
    crash: null,
    exit: null,
    killedBy: null,
    refusal: null,
  } as const;
  expect(explainDeath({...death, lastWords: output.lastWords}, '/', 0)).toMatchObject({
    words: 'JavaScript heap out of memory (SIGABRT by V8)',
    cause: 'heap-limit',
  });
});
