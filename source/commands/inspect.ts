import type {Arguments} from '../arguments.js';
import {diagnose} from './diagnose.js';

/** `clusterview inspect [name] [worker] [--close]`. @returns the exit code. */
export function execute(_: string | undefined, parsed: Arguments): Promise<number> {
  return diagnose(
    parsed,
    (client, slot) => client.inspect(slot, !parsed.values.close),
    ({devtoolsUrl}) => {
      const typed = parsed.input.join(' ');
      return devtoolsUrl
        ? [`in Chrome: ${devtoolsUrl}`, `close it again with: clusterview ${typed} --close`]
        : [];
    },
  );
}
