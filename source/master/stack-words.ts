import type {StackFrame} from '../api/types.js';

export interface StackWords {
  readonly words: string;
  readonly detail: string | null;
}

/** A stack in words that go behind "is stuck" or "was", and as lines: the app's own calls first. */
export function describeStack(frames: readonly StackFrame[]): StackWords {
  if (frames.length === 0) return {words: 'idle: nothing ran', detail: null};
  const own = frames.filter(({origin}) => origin === 'app');
  const foreign = frames.filter(({origin}) => origin === 'package');
  const [first] = own.length > 0 ? own : foreign;
  if (!first) return {words: 'idle: no code of the app ran', detail: lines(frames)};
  const isWhole = own.length === 0 || own.length === frames.length;
  const detail = isWhole ? lines(frames) : `${lines(own)}\nthe whole stack:\n${lines(frames)}`;
  return {words: `in ${nameOf(first)} (${first.file}:${first.line})`, detail};
}

function nameOf(frame: StackFrame): string {
  return frame.function || 'a function without a name';
}

function lines(frames: readonly StackFrame[]): string {
  return frames
    .map(frame => `    at ${nameOf(frame)} (${frame.file}:${frame.line}:${frame.column})`)
    .join('\n');
}
