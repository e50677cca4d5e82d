import {fstatSync, type Stats} from 'node:fs';

const OUTPUT_FDS = [1, 2];

/**
 * The files that this process's output is redirected to.
 * @returns tells whether that is one of them.
 */
export function ownOutputFiles(): (file: Pick<Stats, 'dev' | 'ino'>) => boolean {
  const outputs = OUTPUT_FDS.map(fd => fstatSync(fd)).filter(output => output.isFile());
  return ({dev, ino}) => outputs.some(output => output.dev === dev && output.ino === ino);
}
