import type {ApiClient} from '../api/client.js';
import {type FollowOptions, follow as followStream} from '../api/follow.js';
import type {LogLine} from '../api/types.js';

export interface ReadLogsOptions {
  /** Whose lines: of one worker, or of all with `null`. */
  readonly slot: number | null;
  /** Of the past, so many at most. */
  readonly most: number;
  /** What comes then, too, until the cluster ends or it is aborted. */
  readonly follow: boolean;
  readonly abort: AbortController;
  readonly onLine: (line: LogLine) => void;
  /** See {@link FollowOptions.onSilence}. */
  readonly onSilence: () => void;
}

/** The last lines, oldest first, and those that come. Rejects with `ApiCallError`. */
export async function readLogs(
  client: ApiClient,
  {slot, most, follow, abort, onLine, onSilence}: ReadLogsOptions,
): Promise<void> {
  /** `null` once those of the past are out. */
  let past: LogLine[] | null = [];
  await followStream(client, {
    slot,
    signal: abort.signal,
    onSilence,
    onMessage: message => {
      if (message.type === 'logs') {
        if (past) past.push(...message.data);
        else if (follow) for (const line of message.data) onLine(line);
      } else if (message.type === 'snapshot' && past) {
        // What has been stands before the first snapshot.
        for (const line of past.slice(Math.max(0, past.length - most))) onLine(line);
        past = null;
        if (!follow) abort.abort();
      }
    },
  });
}
