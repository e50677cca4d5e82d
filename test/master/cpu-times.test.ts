import {expect, test} from 'vitest';
import {cpuTimes, parseCpuTimes} from '../../source/master/cpu-times.js';

test('a machine that waits for its disk is not busy', () => {
  const stat = `cpu  100 0 50 800 9000 20 20 10 7 0\ncpu0 100 0 50 800 9000 20 20 10 7 0\nctxt 1\n`;
  expect(parseCpuTimes(stat)).toEqual({busy: 200, total: 10_000});
});

test('a text that is another has no times', () => {
  expect(parseCpuTimes('intr 1\n')).toBeNull();
});

test('this machine has been busy for a part of its time', () => {
  const {busy, total} = cpuTimes();
  expect(busy).toBeGreaterThan(0);
  expect(total).toBeGreaterThan(busy);
});
