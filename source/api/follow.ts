import {ApiCallError, type ApiClient, type StreamOptions} from './client.js';

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
    const silence = watchSilence(onSilence);
    try {
      await client.stream({
        ...options,
        ...(lastEventId !== undefined && {lastEventId}),
        onMessage: (message, id) => {
          silence.isOver();
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

/** Its timer keeps no process alive. */
function watchSilence(onSilence: () => void): {readonly isOver: () => void; readonly stop: () => void} {
  let heard = 0;
  const timer = setTimeout(() => {
    const before = heard;
    // What came while this process was suspended is read only after this.
    setImmediate(() => {
      if (heard === before && !hasStopped) onSilence();
    });
  }, SILENCE_MS).unref();
  let hasStopped = false;
  return {
    isOver: () => {
      heard += 1;
      timer.refresh();
    },
    stop: () => {
      hasStopped = true;
      clearTimeout(timer);
    },
  };
}
