import type {Arguments} from '../arguments.js';
import {diagnose} from './diagnose.js';
import {withProgress} from './progress-line.js';

/** `clusterview heap [name] [worker]`. @returns the exit code. */
export function execute(_: string | undefined, parsed: Arguments): Promise<number> {
  return diagnose(
    parsed,
    (client, slot) => {
      process.stderr.write(
        `worker ${slot} stands still until its heap is written, and may take several times as much memory …\n`,
      );
      return withProgress(client, slot, client.heap(slot));
    },
    () => [],
  );
}
