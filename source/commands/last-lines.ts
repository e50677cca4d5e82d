import type {ApiClient} from '../api/client.js';
import type {LogLine} from '../api/types.js';

/** The last lines of one worker, or of all with `null`, oldest first. Rejects with `ApiCallError`. */
export async function lastLines(client: ApiClient, slot: number | null, most: number): Promise<LogLine[]> {
  const abort = new AbortController();
  const lines: LogLine[] = [];
  await client.stream({
    slot,
    signal: abort.signal,
    onMessage: message => {
      if (abort.signal.aborted) return;
      if (message.type === 'log') lines.push(message.data);
      // What has been stands before the first snapshot.
      else if (message.type === 'snapshot') abort.abort();
    },
  });
  return lines.slice(-most);
}
