import {expect, test} from 'vitest';
import type {ClusterEvent} from '../../source/api/types.js';
import {clock} from '../../source/ui/format.js';
import {lastProblems} from '../../source/ui/problems.js';
import {summarize} from '../../source/ui/summary.js';
import {someEvent, someSnapshot} from '../support/snapshots.js';

function linesOf(events: readonly ClusterEvent[]): string[] {
  const problems = lastProblems(events, 5);
  const text = summarize({
    name: 'test',
    reason: 'stopped',
    cause: null,
    error: null,
    lastSnapshot: someSnapshot(2),
    problems,
  });
  return text.trimEnd().split('\n').slice(2);
}

const died = (id: number, slot: number, why = 'exit code 7') =>
  someEvent(id, {
    kind: 'exit',
    severity: 'error',
    slot,
    pid: 1000 + id,
    message: `worker ${slot} (pid ${1000 + id}) died: ${why}`,
    detail: `stack ${id}`,
  });
const restarts = (id: number, slot: number) =>
  someEvent(id, {
    kind: 'restart',
    severity: 'warning',
    message: `worker ${slot} starts again in ${id} ms`,
    slot,
  });

test('what came again and again is one line, with how often and since when', () => {
  const events = [
    died(1, 1),
    restarts(2, 1),
    died(3, 1),
    someEvent(4),
    restarts(5, 1),
    died(6, 1),
    died(7, 2),
  ];
  const at = (id: number) => clock(someEvent(id).at);
  expect(linesOf(events)).toEqual([
    `  ${at(5)} worker 1 starts again in 5 ms (2 times since ${at(2)})`,
    `  ${at(6)} worker 1 (pid 1006) died: exit code 7 (3 times since ${at(1)})`,
    `  ${at(7)} worker 2 (pid 1007) died: exit code 7`,
    '    stack 7',
  ]);
});

test('many of one kind do not push out the others, and there are no more than can be read', () => {
  const many = Array.from({length: 900}, (_, index) => died(index + 2, 1));
  expect(linesOf([died(1, 2, 'out of memory'), ...many])[0]).toContain(
    'worker 2 (pid 1001) died: out of memory',
  );
  const different = Array.from({length: 8}, (_, index) =>
    died(index, 1, `exit code ${index} (app.js:${index})`),
  );
  expect(linesOf(different)).toHaveLength(6);
});
