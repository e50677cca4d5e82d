import {expect, test} from 'vitest';
import type {Candidate} from '../../source/master/dispatch/policy.js';
import {createRoundRobin} from '../../source/master/dispatch/round-robin.js';

const CLIENT = {clientAddress: ''};
let asked = 0;
const free = (slot: number, state: Partial<Candidate> = {}): Candidate => ({
  slot,
  isAvailable: true,
  takesConnections: true,
  unconfirmed: 0,
  load: 0,
  isTrusted: false,
  overdueMs: 0,
  isLate: false,
  isUnproven: false,
  isAsked: false,
  askLoad: () => {
    asked += 1;
  },
  watch: () => {},
  ...state,
});

test('each has its turn, but for one that is unproven and has not dealt with what it was given', () => {
  const policy = createRoundRobin();
  const pick = (workers: readonly Candidate[]) => policy.pick(workers, CLIENT)?.slot ?? null;
  const both = [free(1), free(2)];
  expect([pick(both), pick(both), pick(both)]).toEqual([1, 2, 1]);
  expect(pick([free(1), free(2, {isUnproven: true})])).toBe(2);
  const asking = [free(1), free(2, {isUnproven: true, isAsked: true})];
  expect([pick(asking), pick(asking)]).toEqual([1, 1]);
  const unconfirmed = [free(1), free(2, {isUnproven: true, unconfirmed: 1})];
  expect([pick(unconfirmed), pick(unconfirmed)]).toEqual([1, 1]);
  // One that is late has its turn as the others have: nothing waits for its answer.
  expect(pick([free(1), free(2, {isUnproven: true, isAsked: true, isLate: true})])).toBe(2);
  expect(pick([free(1, {isUnproven: true, isAsked: true})])).toBeNull();
});

test('only one that is unproven is asked', () => {
  const policy = createRoundRobin();
  policy.gave!(free(1));
  expect(asked).toBe(0);
  policy.gave!(free(1, {isUnproven: true}));
  expect(asked).toBe(1);
});
