import {expect, test} from 'vitest';
import {type CpuProfile, summarize} from '../../source/diagnose/profile.js';

type Node = CpuProfile['nodes'][number];

function node(id: number, functionName: string, children: readonly number[] = [], url = '/app.js'): Node {
  return {id, callFrame: {functionName, scriptId: '1', url, lineNumber: 0, columnNumber: 0}, children};
}

function summary(nodes: readonly Node[], samples: readonly number[]) {
  const timeDeltas = samples.map(() => 1000);
  const profile = {
    nodes,
    samples: [...samples, 1],
    timeDeltas: [...timeDeltas, 1000],
    startTime: 0,
    endTime: 1000 * samples.length,
  };
  return summarize(profile, ({functionName}) => ({
    function: functionName,
    file: 'app.js',
    line: 1,
    column: 1,
    origin: 'app',
  }));
}

test('time is counted for the function that ran, and for all that called it', () => {
  const nodes = [
    node(1, '(root)', [2, 4], ''),
    node(2, 'outer', [3]),
    node(3, 'inner'),
    node(4, '(idle)', [], ''),
  ];
  const {topFunctions, idleMs, durationMs} = summary(nodes, [3, 3, 2, 4, 4]);
  expect(topFunctions.map(({function: name, selfMs, totalMs}) => [name, selfMs, totalMs])).toEqual([
    ['inner', 2, 2],
    ['outer', 1, 3],
  ]);
  expect({idleMs, durationMs}).toEqual({idleMs: 2, durationMs: 5});
});

test('a function that calls itself has its time once', () => {
  const nodes = [node(1, '(root)', [2], ''), node(2, 'again', [3]), node(3, 'again', [4]), node(4, 'again')];
  const {topFunctions} = summary(nodes, [4, 3, 2]);
  expect(topFunctions).toMatchObject([{function: 'again', selfMs: 3, totalMs: 3}]);
});

test('garbage collection and native code have lines of their own', () => {
  const nodes = [
    node(1, '(root)', [2, 3], ''),
    node(2, '(garbage collector)', [], ''),
    node(3, '(program)', [], ''),
  ];
  expect(summary(nodes, [2, 3, 3])).toMatchObject({garbageCollectionMs: 1, programMs: 2, topFunctions: []});
});
