import {expect, test} from 'vitest';
import {wasAskedFor} from '../../source/master/ending.js';

const KILL_TIMEOUT_MS = 5000;
const crash = {
  act: 'crash',
  title: 'Error: no',
  stack: '',
  origin: 'uncaughtException',
  handled: false,
  livesOn: false,
} as const;
const exits = {code: 0, signal: null, crash: null, exit: null, refusal: null, lastWords: []};
const asked = () => ({signal: 'SIGTERM', origin: 'the API', at: Date.now()}) as const;

test('a worker that ends by itself at a signal that it was sent was asked to, whatever it has handled before', () => {
  expect(wasAskedFor({...exits, killedBy: asked()}, KILL_TIMEOUT_MS)).toBe(true);
  expect(wasAskedFor({...exits, killedBy: asked(), crash: {...crash, handled: true}}, KILL_TIMEOUT_MS)).toBe(
    true,
  );
  expect(wasAskedFor({...exits, killedBy: asked(), crash}, KILL_TIMEOUT_MS)).toBe(false);
  expect(wasAskedFor({...exits, killedBy: null}, KILL_TIMEOUT_MS)).toBe(false);
});
