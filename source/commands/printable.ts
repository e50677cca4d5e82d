import {plainLine} from '../harmless-text.js';

/**
 * Lines from outside, such as what the workers write, as they may go to a stream: no terminal is to be steered by
 * them, and all else has them as they are.
 */
export function printable(line: string, stream: NodeJS.WriteStream): string {
  return stream.isTTY ? line.split('\n').map(plainLine).join('\n') : line;
}
