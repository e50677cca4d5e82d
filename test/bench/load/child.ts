import {type ChildProcess, fork} from 'node:child_process';
import {once} from 'node:events';
import {OWN_SESSION} from '../own-session.js';

/** A script that the load comes from. It ends when it is disconnected, and with whoever started it. */
export function forkLoad(script: string): ChildProcess {
  return fork(script, {execArgv: [], ...OWN_SESSION});
}

/**
 * What it sends back for an order.
 * @param msMax it is killed then: it does not answer.
 * @throws where it ends instead.
 */
export async function answerOf<Answer>(child: ChildProcess, order: object, msMax: number): Promise<Answer> {
  const over = new AbortController();
  const ended = once(child, 'exit', {signal: over.signal}).then(([code, signal]) =>
    Promise.reject(new Error(`the client ended: ${signal ?? code}`)),
  );
  const answered = once(child, 'message', {signal: over.signal});
  const timer = setTimeout(() => child.kill('SIGKILL'), msMax);
  // One that can't be told of it is about to end.
  child.send(order, () => {});
  try {
    const [answer] = await Promise.race([answered, ended]);
    return answer;
  } finally {
    clearTimeout(timer);
    over.abort();
  }
}
