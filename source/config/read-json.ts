import {readFileSync} from 'node:fs';
import {unreadable} from './unreadable.js';

/** @throws UsageError */
export function readJson(file: string): unknown {
  try {
    // Some editors on Windows begin a file with a byte-order mark.
    return JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''));
  } catch (error) {
    throw unreadable(file, error);
  }
}
