import {readFileSync} from 'node:fs';
import {parseEnv} from 'node:util';
import {checkIsFile} from './check-is-file.js';

/** @returns variables by name. @throws an `Error` with one line for the user. */
export function readEnvironmentFile(file: string): Readonly<Record<string, string>> {
  try {
    checkIsFile(file);
    return parseEnv(readFileSync(file, 'utf8')) as Record<string, string>;
  } catch (error) {
    throw new Error(`the environment file ${file} cannot be read: ${(error as Error).message}`);
  }
}
