import type {LogLine} from '../api/types.js';
import type {Arguments} from '../arguments.js';
import {printFailure} from './action.js';
import {findClusterOrWorker} from './find-worker.js';
import {LineWriter} from './line-writer.js';
import {printable} from './printable.js';
import {readLogs} from './read-logs.js';
import {tellSilence} from './tell-silence.js';

/** `clusterview logs [name] [worker]`: the last lines, and with --follow what comes. @returns the exit code. */
export async function execute(_: string | undefined, {input, values}: Arguments): Promise<number> {
  const {client, slot} = await findClusterOrWorker(input.slice(1), 'clusterview-logs');
  const {json, follow, lines: count} = values;
  const abort = new AbortController();
  // Who reads them has had enough, such as `head`.
  process.stdout.on('error', () => abort.abort());
  const stdout = new LineWriter(process.stdout, json ? new LineWriter(process.stderr) : undefined);
  const print = (line: LogLine) =>
    stdout.write(printable(json ? JSON.stringify(line) : `${line.slot} | ${line.text}`, process.stdout));
  try {
    await readLogs(client, {
      slot,
      most: count,
      follow: follow ?? false,
      abort,
      onLine: print,
      onSilence: tellSilence,
    });
    return 0;
  } catch (error) {
    return printFailure(error);
  }
}
