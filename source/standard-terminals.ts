import tty from 'node:tty';

const STANDARD_STREAMS = [0, 1, 2];

/** File descriptors of the standard streams of this process that are terminals now. */
export function standardTerminals(): number[] {
  return STANDARD_STREAMS.filter(fd => tty.isatty(fd));
}
