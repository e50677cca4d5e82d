import * as pty from '@lydell/node-pty';
import {owned} from '../running.js';

export const COLUMNS = 120;
export const ROWS = 40;
const FIRST_FRAME_MS_MAX = 30_000;
/** What has not ended by itself is killed then. */
const END_MS_MAX = 3000;
const TAIL_LENGTH = 500;

export interface OpenTerminal {
  readonly process: pty.IPty;
  /** When that is on the screen which was waited for. */
  readonly firstFrame: Promise<void>;
  end(): Promise<void>;
}

/** Runs a command in a terminal of its own; `pattern` is on the screen from its first frame on. */
export function openTerminal(
  command: readonly string[],
  environment: NodeJS.ProcessEnv,
  pattern: RegExp,
  endSignal: NodeJS.Signals = 'SIGTERM',
): OpenTerminal {
  // In a CI, Ink would print one frame at the end.
  const {CI: _ci, CONTINUOUS_INTEGRATION: _integration, ...env} = environment;
  const [program, ...args] = command;
  const child = pty.spawn(program!, args, {
    name: 'xterm-256color',
    cols: COLUMNS,
    rows: ROWS,
    env: env as Record<string, string>,
  });
  let hasEnded = false;
  const ended = new Promise<void>(resolve => {
    child.onExit(() => {
      hasEnded = true;
      resolve();
    });
  });
  const firstFrame = new Promise<void>((resolve, reject) => {
    let text = '';
    const timer = setTimeout(() => reject(new Error(`no frame came, but ${tail(text)}`)), FIRST_FRAME_MS_MAX);
    const listener = child.onData(part => {
      text += part;
      if (!pattern.test(text)) return;
      clearTimeout(timer);
      listener.dispose();
      resolve();
    });
    ended.then(() => {
      clearTimeout(timer);
      reject(new Error(`it ended without a frame: ${tail(text)}`));
    });
  });
  // Not everybody waits for it.
  firstFrame.catch(() => {});
  const end = owned(async () => {
    if (hasEnded) return;
    child.kill(endSignal);
    const timer = setTimeout(() => child.kill('SIGKILL'), END_MS_MAX);
    await ended;
    clearTimeout(timer);
  });
  return {process: child, firstFrame, end};
}

/** For a message: without bytes that would move its cursor. */
function tail(text: string): string {
  return JSON.stringify(text.slice(-TAIL_LENGTH));
}
