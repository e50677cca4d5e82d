import {expect, test} from 'vitest';
import type {StackFrame} from '../../source/api/types.js';
import {describeStack} from '../../source/master/stack-words.js';

const node: StackFrame = {function: 'parse', file: 'node:url', line: 9, column: 2, origin: 'node'};
const packaged: StackFrame = {
  function: 'next',
  file: 'node_modules/router/index.js',
  line: 5,
  column: 3,
  origin: 'package',
};
const app: StackFrame = {function: '', file: 'server.js', line: 7, column: 1, origin: 'app'};

test('a stack is told by the innermost call of the app itself, which also comes first in its lines', () => {
  expect(describeStack([node, packaged, app])).toEqual({
    words: 'in a function without a name (server.js:7)',
    detail: [
      '    at a function without a name (server.js:7:1)',
      'the whole stack:',
      '    at parse (node:url:9:2)',
      '    at next (node_modules/router/index.js:5:3)',
      '    at a function without a name (server.js:7:1)',
    ].join('\n'),
  });
  const inner = {...app, function: 'handle', line: 3};
  expect(describeStack([inner, app])).toEqual({
    words: 'in handle (server.js:3)',
    detail: '    at handle (server.js:3:1)\n    at a function without a name (server.js:7:1)',
  });
});

test('without a call of the app it is told by that of a package, or else as idle', () => {
  expect(describeStack([node, packaged])).toEqual({
    words: 'in next (node_modules/router/index.js:5)',
    detail: '    at parse (node:url:9:2)\n    at next (node_modules/router/index.js:5:3)',
  });
  expect(describeStack([node])).toEqual({
    words: 'idle: no code of the app ran',
    detail: '    at parse (node:url:9:2)',
  });
  expect(describeStack([])).toEqual({words: 'idle: nothing ran', detail: null});
});
