import type {Arguments} from '../arguments.js';
import {busyMsOf} from '../busy-time.js';
import {describeFrame, diagnose} from './diagnose.js';
import {withProgress} from './progress-line.js';

const SHARE_COLUMNS = 8;

/** `clusterview profile [name] [worker] [--seconds N]`. @returns the exit code. */
export function execute(_: string | undefined, parsed: Arguments): Promise<number> {
  const {seconds} = parsed.values;
  return diagnose(
    parsed,
    (client, slot) => {
      process.stderr.write(`sampling worker ${slot} for ${seconds} s …\n`);
      return withProgress(client, slot, client.profile(slot, seconds));
    },
    result => {
      const {topFunctions, durationMs, garbageCollectionMs, programMs} = result;
      const busyMs = busyMsOf(result);
      const share = (ms: number) => `${((100 * ms) / busyMs).toFixed(1)} %`.padStart(SHARE_COLUMNS);
      const nothing = ' '.repeat(SHARE_COLUMNS);
      return [
        `busy ${Math.round(busyMs)} of ${Math.round(durationMs)} ms; of that:`,
        `${'SELF'.padStart(SHARE_COLUMNS)} ${'TOTAL'.padStart(SHARE_COLUMNS)}  FUNCTION`,
        ...topFunctions.map(
          entry => `${share(entry.selfMs)} ${share(entry.totalMs)}  ${describeFrame(entry)}`,
        ),
        `${share(garbageCollectionMs)} ${nothing}  garbage collection`,
        `${share(programMs)} ${nothing}  native code without a function`,
      ];
    },
  );
}
