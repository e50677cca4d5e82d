import {expect, test} from 'vitest';
import {SlotMeter} from '../../source/master/slot-meter.js';

test('what comes after a mark is counted apart, over all workers of the slot', () => {
  const meter = new SlotMeter();
  meter.advance({requests: 10, connections: 2});
  expect(meter.sinceMark).toEqual({requests: 10, connections: 2});
  meter.mark();
  expect(meter.sinceMark).toEqual({requests: 0, connections: 0});
  meter.advance({requests: 15, connections: 3});
  expect(meter.sinceMark).toEqual({requests: 5, connections: 1});
  // It ends, and another one begins at nothing.
  meter.absorb({requests: 16, connections: 3});
  meter.advance({requests: 4, connections: 1});
  expect(meter.sinceMark).toEqual({requests: 10, connections: 2});
  expect(meter.snapshot().total).toEqual({requests: 20, connections: 4});
  meter.mark();
  expect(meter.sinceMark).toEqual({requests: 0, connections: 0});
});
