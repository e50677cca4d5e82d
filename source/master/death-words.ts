import path from 'node:path';
import type {DeathCause} from '../api/types.js';
import type {Death} from './worker.js';

/** Frames of Node and of the agent say nothing about the app. */
const FOREIGN_FRAME = /(?:\(|at |async )(?:node:|internal\/)|[\\/]agent\.cjs/;
const FRAME = /^\s+at /;
const PLACE = /^(?:async )?(?:file:\/\/)?(.+?):(\d+)(?::\d+)?$/;
const OUT_OF_HEAP =
  /heap out of memory|Reached heap limit|Allocation failed - (?:JavaScript|process out of memory)/;
const NATIVE_CRASH = 'native code crashed';
/** A process sends these to itself, as good as always. */
const SELF_SENT: Partial<Record<NodeJS.Signals, string>> = {
  SIGABRT: 'it aborted itself',
  SIGBUS: NATIVE_CRASH,
  SIGFPE: NATIVE_CRASH,
  SIGILL: NATIVE_CRASH,
  SIGSEGV: NATIVE_CRASH,
  SIGTRAP: NATIVE_CRASH,
};

/** The most of a line of stderr that goes into the words. */
const LAST_LINE_CHARS_MAX = 200;

/** Why a worker ended, in words that go behind "died: "; more lines where there are any; and for programs. */
export interface DeathWords {
  readonly words: string;
  readonly detail: string | null;
  readonly cause: DeathCause;
}

/**
 * @param oomKills how many processes the kernel has killed for want of memory just before.
 */
export function explainDeath(death: Death, cwd: string, oomKills: number): DeathWords {
  const stderr = death.lastWords.join('\n') || null;
  const {code, signal, crash, exit, killedBy, refusal} = death;

  if (signal !== null) {
    if (killedBy?.signal === signal) {
      return {words: `${signal}, sent by ${killedBy.origin}`, detail: null, cause: 'signal'};
    }
    const why = SELF_SENT[signal];
    // A process that the worker has started may have written it, too, and has not ended the worker by that.
    if (why && stderr && OUT_OF_HEAP.test(stderr)) {
      return {words: `JavaScript heap out of memory (${signal} by V8)`, detail: stderr, cause: 'heap-limit'};
    }
    if (signal === 'SIGKILL' && oomKills > 0) {
      return {words: "SIGKILL by the kernel's out-of-memory killer", detail: null, cause: 'oom-killer'};
    }
    const words = why ? `${signal}: ${why}` : `${signal}, sent by somebody else`;
    return {words, detail: stderr, cause: 'signal'};
  }
  if (code === null) {
    return {words: `it could not be started: ${death.lastWords[0]}`, detail: null, cause: 'start'};
  }
  if (crash && !crash.handled && code !== 0) {
    const kind = crash.origin === 'unhandledRejection' ? 'unhandled rejection' : 'uncaught exception';
    const frame = at(crash.stack, cwd);
    const cause = 'exception';
    if (refusal && crash.title.includes(refusal.code))
      return {words: refusal.words, detail: stderr ?? crash.stack, cause};
    if (frame && !doesNotCompile(crash.stack))
      return {words: `${kind}: ${crash.title}${frame}`, detail: crash.stack, cause};
    // Code that does not compile has no frame: Node puts its place above the stack, or on stderr.
    const place = compiledAt(crash.stack.split('\n'), cwd) || compiledAt(death.lastWords, cwd) || frame;
    return {words: `${kind}: ${crash.title}${place}`, detail: stderr ?? crash.stack, cause};
  }
  const cause = 'exit';
  const reason = refusal && code !== 0 ? `${refusal.words}; ` : '';
  if (exit?.stack) {
    return {
      words: `${reason}exit code ${code}, process.exit was called${at(exit.stack, cwd)}`,
      detail: exit.stack,
      cause,
    };
  }
  if (code === 0) return {words: 'it had nothing left to do (exit code 0)', detail: stderr, cause};
  const lastLine = death.lastWords.findLast(line => line.trim() !== '' && !/^Node\.js v\d/.test(line));
  const said = lastLine ? `, its last line on stderr: ${lastLine.trim().slice(0, LAST_LINE_CHARS_MAX)}` : '';
  return {words: `${reason}exit code ${code}${said}`, detail: stderr, cause};
}

/** ` (routes/user.js:12)`: the first frame of the app itself. */
function at(stack: string, cwd: string): string {
  for (const line of stack.split('\n')) {
    const [, file, number] = PLACE.exec(placeIn(line)) ?? [];
    if (file && !file.includes('<anonymous>') && !FOREIGN_FRAME.test(line))
      return ` (${relative(file, cwd)}:${number})`;
  }
  return '';
}

/**
 * `/app/user.js:12:7` of `    at find (/app/user.js:12:7)`; empty where the line is no frame. What was thrown stands in
 * such lines, too, with what a client may have sent: each is looked through only once.
 */
function placeIn(line: string): string {
  if (!FRAME.test(line)) return '';
  const start = line.endsWith(')') ? line.indexOf(' (') : -1;
  return start < 0 ? line.replace(FRAME, '') : line.slice(start + ' ('.length, -1);
}

/** It came from Node's loader: the first frame of the app is of the file that loads the one with the error. */
function doesNotCompile(stack: string): boolean {
  const newest = stack.split('\n').find(line => FRAME.test(line));
  return stack.includes('SyntaxError: ') && newest !== undefined && FOREIGN_FRAME.test(newest);
}

/** ` (routes/user.js:3)`, where Node has written that line above the code which it could not compile. */
function compiledAt(lines: readonly string[], cwd: string): string {
  for (const line of lines) {
    const place = /^(?:file:\/\/)?(\/.*):(\d+)$/.exec(line);
    if (place) return ` (${relative(place[1]!, cwd)}:${place[2]})`;
  }
  return '';
}

function relative(file: string, cwd: string): string {
  const short = path.relative(cwd, file);
  return short.startsWith('..') ? file : short;
}
