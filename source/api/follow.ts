import {ApiCallError, type ApiClient, type StreamOptions} from './client.js';
import {watchSilence} from './watch-silence.js';

/** Something comes every second from a master that is well. */
const SILENCE_MS = 5000;

export interface FollowOptions extends Omit<StreamOptions, 'lastEventId'> {
  /** The master is there and says nothing, since 5 s. Once, and again only after it has said something. */
  readonly onSilence: () => void;
}

/**
 * The stream of a cluster for as long as that runs: a reader that was suspended, and cut off for it, goes on where it was.
 * Resolves when the cluster has stopped, or it is aborted; rejects with `ApiCallError` where its master has gone, or does
 * not answer.
 */
export async function follow(
  client: ApiClient,
  {onMessage, onSilence, ...options}: FollowOptions,
): Promise<void> {
  let lastEventId: string | undefined;
  let masterPid: number | null = null;
  for (;;) {
    let lost: ApiCallError | null = null;
    const silence = watchSilence(SILENCE_MS, onSilence);
    try {
      await client.stream({
        ...options,
        ...(lastEventId !== undefined && {lastEventId}),
        onMessage: (message, id) => {
          silence.heard();
          lastEventId = id;
          if (message.type === 'snapshot') masterPid = message.data.master.pid;
          onMessage(message, id);
        },
      });
    } catch (error) {
      if (!isLost(error)) throw error;
      lost = error;
    } finally {
      silence.stop();
    }
    if (options.signal.aborted || !(await isRunning(client, masterPid, lost))) return;
  }
}

/**
 * @param masterPid another one may have the name by now. `null` where it has not said a word.
 * @param lost how the stream broke off; `null` where it ended in order.
 */
async function isRunning(
  client: ApiClient,
  masterPid: number | null,
  lost: ApiCallError | null,
): Promise<boolean> {
  try {
    const {cluster, master} = await client.status();
    return master.pid === masterPid && cluster.state !== 'stopping';
  } catch (error) {
    if (!isLost(error)) throw error;
    if (lost) throw lost;
    return false;
  }
}

function isLost(error: unknown): error is ApiCallError {
  return error instanceof ApiCallError && error.code === 'ERR_UNREACHABLE';
}
