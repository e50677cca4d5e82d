import type {Arguments} from '../arguments.js';
import {describeFrame, diagnose} from './diagnose.js';

/** `clusterview stack [name] [worker]`. @returns the exit code. */
export function execute(_: string | undefined, parsed: Arguments): Promise<number> {
  return diagnose(
    parsed,
    (client, slot) => client.stack(slot),
    ({frames}) => frames.map(frame => `    at ${describeFrame(frame)}`),
  );
}
