import {expect, test} from 'vitest';
import type {Loss} from '../../../support/steady-clients.js';
import {countLosses, DYING_MS, type Losses, NONE, sum} from './count.js';

const [VICTIM, SURVIVOR] = [1, 2];
const BEGUN_AT = 1000;
const BEGINNING = {
  at: BEGUN_AT,
  workers: new Map([
    ['waiting', VICTIM],
    ['thinking', VICTIM],
    ['elsewhere', SURVIVOR],
  ]),
  inFlight: new Set(['waiting', 'elsewhere']),
};

function count(...losses: readonly Loss[]): Losses {
  return countLosses(losses, 0, BEGINNING, pid => pid === VICTIM);
}

const failed = (from: string, sentAt: number): Loss => ({kind: 'failed', from, sentAt});

test('what was in flight is counted on the connections of workers that ended, whether or not it failed', () => {
  expect(count()).toEqual({...NONE, times: 1, connections: 2, inFlight: 1});
  expect(count(failed('waiting', BEGUN_AT - 10))).toMatchObject({failed: 1, late: 0, failedElsewhere: 0});
});

test('a request that was sent to a dying worker is late, until its end must be known', () => {
  expect(count(failed('thinking', BEGUN_AT + 1))).toMatchObject({failed: 1, late: 1, failedElsewhere: 0});
  expect(count(failed('thinking', BEGUN_AT + DYING_MS + 1))).toMatchObject({late: 0, failedElsewhere: 1});
});

test('no death excuses what is lost of another worker, or of a connection made since', () => {
  expect(
    count(
      failed('elsewhere', BEGUN_AT - 10),
      failed('new', BEGUN_AT + 10),
      failed('', BEGUN_AT + 10),
      {kind: 'closed', from: 'thinking', sentAt: BEGUN_AT - 10},
      {kind: 'closed', from: 'elsewhere', sentAt: BEGUN_AT - 10},
      {kind: 'announced', from: 'new', sentAt: BEGUN_AT + 10},
    ),
  ).toMatchObject({failed: 3, failedElsewhere: 3, closed: 3, announced: 1, closedElsewhere: 2});
});

test('losses add up', () => {
  const one = count(failed('thinking', BEGUN_AT + 1));
  expect(sum(one, one)).toEqual({...NONE, times: 2, connections: 4, inFlight: 2, failed: 2, late: 2});
});
