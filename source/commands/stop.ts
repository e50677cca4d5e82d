import {ApiCallError} from '../api/client.js';
import {follow} from '../api/follow.js';
import {GONE} from '../api/stop-cluster.js';
import type {Arguments} from '../arguments.js';
import {Failure} from '../failure.js';
import {findRunning} from './find-cluster.js';
import {onlyWord} from './only-word.js';
import {waitForEnd} from './process-end.js';
import {tellSilence} from './tell-silence.js';

/** Behind the end of its API a master has log files, a recording and a service manager to bring to an end: seconds each. */
const MASTER_END_MS_MAX = 10_000;

/** `clusterview stop [name]`: waits until it has stopped, and its master has ended. @returns the exit code. @throws Failure */
export async function execute(_: string | undefined, {input}: Arguments): Promise<number> {
  const {client, snapshot} = await findRunning(onlyWord(input.slice(1), 'cluster'), 'clusterview-stop');
  const {pid} = snapshot.master;
  const abort = new AbortController();
  try {
    const {message} = await client.stop(false, pid);
    process.stdout.write(`${message}\n`);
    // The stream ends with the cluster. One that has stopped by now may have left its name to another, which does not.
    await follow(client, {
      logs: false,
      signal: abort.signal,
      onMessage: message => {
        if (message.type === 'snapshot' && message.data.master.pid !== pid) abort.abort();
      },
      onSilence: tellSilence,
    });
  } catch (error) {
    if (!(error instanceof ApiCallError)) throw error;
    if (!GONE.has(error.code)) throw new Failure(`how it ends is not known: ${error.message}`);
  }
  // Only then can another cluster have the recording.
  if (!(await waitForEnd(pid, MASTER_END_MS_MAX))) {
    process.stderr.write(`clusterview: its master (pid ${pid}) has still not ended\n`);
  }
  process.stdout.write('stopped\n');
  return 0;
}
