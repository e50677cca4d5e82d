import type {ApiClient} from '../api/client.js';
import {diagnosisInWords} from '../diagnosis-in-words.js';
import {printable} from './printable.js';

/** Back to the start of the line, and nothing on it. */
const CLEAR_LINE = '\r\u001b[K';
/** Of a terminal that does not tell its width. */
const COLUMNS = 80;

/**
 * Shows on a terminal how far a diagnosis of a worker is, in one line of stderr that is gone when it is over. It is
 * written at most once for each snapshot, which are one a second.
 * @returns what became of the diagnosis.
 */
export async function withProgress<Result>(
  client: ApiClient,
  slot: number,
  diagnosis: Promise<Result>,
): Promise<Result> {
  const {stderr} = process;
  if (!stderr.isTTY || process.env.TERM === 'dumb') return diagnosis;
  const abort = new AbortController();
  let shown = '';
  const show = (text: string) => {
    // Of a line that goes on in the next one, only that could be cleared.
    const line = printable(text, stderr).slice(0, (stderr.columns || COLUMNS) - 1);
    if (line === shown) return;
    stderr.write(CLEAR_LINE + line);
    shown = line;
  };
  const {signal} = abort;
  const watching = client.stream({
    logs: false,
    signal,
    onMessage: ({type, data}) => {
      if (type !== 'snapshot' || signal.aborted) return;
      const running = data.slots[slot - 1]?.worker?.diagnosis;
      if (running) show(diagnosisInWords(slot, running));
    },
  });
  // Whether the cluster can still be reached, the diagnosis itself tells.
  watching.catch(() => {});
  try {
    return await diagnosis;
  } finally {
    abort.abort();
    show('');
  }
}
