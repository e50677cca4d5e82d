import {executionAsyncResource} from 'node:async_hooks';
import {setFlagsFromString} from 'node:v8';
import {runInNewContext} from 'node:vm';
import {expect, test} from 'vitest';
import {keepTickShape} from '../../source/agent/tick-shape.js';

setFlagsFromString('--expose-gc');
setFlagsFromString('--allow-natives-syntax');
const collectGarbage = runInNewContext('gc') as () => void;
const haveSameMap = new Function('a', 'b', 'return %HaveSameMap(a, b)') as (a: object, b: object) => boolean;

const tickNow = () =>
  new Promise<object>(resolve => process.nextTick(() => resolve(executionAsyncResource())));

test('V8 knows the objects of process.nextTick after a garbage collection as it did before', async () => {
  const kept = keepTickShape();
  await tickNow();
  expect(Reflect.ownKeys(kept.tick!)).toEqual(Reflect.ownKeys(await tickNow()));
  collectGarbage();
  expect(haveSameMap(kept.tick!, await tickNow())).toBe(true);
});
