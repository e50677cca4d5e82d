import type {Death, Worker} from './worker.js';

/** Signals at which an app may end by itself. Others it may take for something else, and live on. */
const ENDING_SIGNALS: ReadonlySet<NodeJS.Signals> = new Set(['SIGTERM', 'SIGINT', 'SIGQUIT']);

/** By clusterview, for whomever; an app may take its time to follow a signal. */
export function wasAskedFor({signal, crash, killedBy}: Death, killTimeoutMs: number): boolean {
  if (killedBy === null) return false;
  const hasThrown = crash !== null && !crash.handled;
  if (signal !== null || hasThrown) return killedBy.signal === signal;
  return ENDING_SIGNALS.has(killedBy.signal) && Date.now() - killedBy.at < killTimeoutMs;
}

/** What it had not finished by then is lost, though its end was wanted. */
export function threwAtItsEnd(worker: Worker, {code, crash}: Death): boolean {
  return worker.planned && !worker.isCrashing && code !== null && code !== 0 && crash?.handled === false;
}

/** In words that go behind its name, where it was no crash. */
export function howItEnded(worker: Worker, death: Death, words: string): string {
  const {signal} = death;
  if (worker.disconnectedItself && !worker.isEnding) return 'disconnected by itself';
  if (worker.isCrashing && signal === null) return 'ended after its crash';
  if (threwAtItsEnd(worker, death)) return `did not end in order: ${words}`;
  return worker.planned && signal !== 'SIGKILL' ? 'stopped' : `was killed: ${words}`;
}
