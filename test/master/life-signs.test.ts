import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {
  ABSENT_MS,
  KEPT_BUSY_MS,
  LATE_AFTER_MS,
  ON_TRUST_MAX,
  PROMPT_ANSWERS,
  TRUST_AFTER_ANSWERS,
} from '../../source/master/bounds.js';
import {LifeSigns} from '../../source/master/life-signs.js';

/** Its clock stands still unless a test moves it. */
beforeEach(() => {
  vi.useFakeTimers({toFake: ['performance', 'setTimeout', 'clearTimeout']});
});
afterEach(() => {
  vi.useRealTimers();
});

const ignore = () => {};

function answer(signs: LifeSigns): void {
  signs.asked();
  signs.answered();
  signs.heard(0);
}

/** Gives it connections for as long as it is trusted. */
function giveAll(signs: LifeSigns): number {
  let given = 0;
  for (; signs.isTrusted; given++) signs.gave();
  return given;
}

test('a worker is given one on trust, more when it has answered, and one again after a silence', () => {
  const signs = new LifeSigns(ignore);
  vi.advanceTimersByTime(ABSENT_MS + 1);
  answer(signs);
  expect(giveAll(signs)).toBe(1);
  for (let i = 0; i < TRUST_AFTER_ANSWERS; i++) answer(signs);
  expect(giveAll(signs)).toBe(2);
  for (let i = 0; i < TRUST_AFTER_ANSWERS * ON_TRUST_MAX; i++) answer(signs);
  expect(giveAll(signs)).toBe(ON_TRUST_MAX);
  vi.advanceTimersByTime(ABSENT_MS + 1);
  answer(signs);
  expect(giveAll(signs)).toBe(1);
});

test('an answer speaks for what was given before its question alone', () => {
  const signs = new LifeSigns(ignore);
  vi.advanceTimersByTime(ABSENT_MS + 1);
  answer(signs);
  signs.asked();
  expect(giveAll(signs)).toBe(1);
  signs.answered();
  signs.heard(0);
  expect(signs.isTrusted).toBe(false);
  answer(signs);
  expect(signs.isTrusted).toBe(true);
});

test('one that is asked anew, or has said something else, is late in its own time, and that is told', () => {
  const calls: boolean[] = [];
  const signs: LifeSigns = new LifeSigns(() => {
    calls.push(signs.isLate);
    // As for a connection that still waits.
    if (!signs.isLate) signs.watch();
  });
  signs.asked();
  signs.watch();
  vi.advanceTimersByTime(LATE_AFTER_MS - 2);
  signs.answered();
  signs.heard(0);
  signs.asked();
  signs.watch();
  vi.advanceTimersByTime(2);
  signs.heard(0);
  expect(calls).not.toContain(true);
  vi.advanceTimersByTime(2 * LATE_AFTER_MS + 2);
  expect(calls.at(-1)).toBe(true);
  expect(vi.getTimerCount()).toBe(0);
});

test('who waits for less is told in time, whoever else waits for more', () => {
  const calls: number[] = [];
  const signs: LifeSigns = new LifeSigns(() => calls.push(signs.overdueMs));
  signs.sent();
  signs.watch(10 * LATE_AFTER_MS);
  signs.watch();
  vi.advanceTimersByTime(2 * LATE_AFTER_MS);
  signs.watch(10 * LATE_AFTER_MS);
  vi.advanceTimersByTime(10 * LATE_AFTER_MS);
  expect(calls).toEqual([LATE_AFTER_MS + 1, 10 * LATE_AFTER_MS + 1]);
  expect(vi.getTimerCount()).toBe(0);
});

test('nothing is due any more from one whose handle could not be sent', () => {
  const signs = new LifeSigns(ignore);
  signs.heard(1);
  vi.advanceTimersByTime(LATE_AFTER_MS + 1);
  expect(signs.isLate).toBe(true);
  signs.withdrawn(0);
  expect(signs.isLate).toBe(false);
});

test('a worker is unproven at first, and again when something has kept it busy', () => {
  const signs = new LifeSigns(ignore);
  const answerUntilProven = () => {
    let answers = 0;
    for (; signs.isUnproven; answers++) answer(signs);
    return answers;
  };
  expect(answerUntilProven()).toBe(PROMPT_ANSWERS);
  // Nothing was due from it.
  vi.advanceTimersByTime(KEPT_BUSY_MS + 1);
  answer(signs);
  expect(signs.isUnproven).toBe(false);
  signs.gave();
  vi.advanceTimersByTime(KEPT_BUSY_MS + 1);
  signs.heard(0);
  expect(answerUntilProven()).toBe(PROMPT_ANSWERS);
});
