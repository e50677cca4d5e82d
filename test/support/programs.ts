import {accessSync, constants} from 'node:fs';
import path from 'node:path';

/** The first of these programs that is not on PATH, for a test that is skipped without it. */
export function missingProgram(...programs: readonly string[]): string | undefined {
  const directories = process.env.PATH!.split(path.delimiter);
  return programs.find(
    program => !directories.some(directory => isExecutable(path.join(directory, program))),
  );
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
