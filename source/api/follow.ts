import {ApiCallError, type ApiClient, type StreamOptions} from './client.js';

/** Something comes every second from a master that is well. */
const SILENCE_MS = 5000;

export interface FollowOptions extends Omit<StreamOptions, 'lastEventId'> {
  /** The master is there and says nothing, since 5 s. Once, and again only after it has said something. */
  readonly onSilence: () => void;
}

/**
 * The stream of a cluster for as long as that runs: a reader that was suspended, and cut off for it, goes on where it was.
 * Resolves when the master has gone, or it is aborted.
 */
export async function follow(
  client: ApiClient,
  {onMessage, onSilence, ...options}: FollowOptions,
): Promise<void> {
  let lastEventId: string | undefined;
  do {
    const silence = watchSilence(onSilence);
    try {
      await client.stream({
        ...options,
        ...(lastEventId !== undefined && {lastEventId}),
        onMessage: (message, id) => {
          silence.isOver();
          lastEventId = id;
          onMessage(message, id);
        },
      });
    } catch (error) {
      if (!(error instanceof ApiCallError && error.code === 'ERR_UNREACHABLE')) throw error;
    } finally {
      silence.stop();
    }
  } while (!options.signal.aborted && (await isThere(client)));
}

async function isThere(client: ApiClient): Promise<boolean> {
  try {
    const {cluster} = await client.status();
    return cluster.state !== 'stopping';
  } catch (error) {
    if (!(error instanceof ApiCallError)) throw error;
    return false;
  }
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
