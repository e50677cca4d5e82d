import {constants} from 'node:fs';
import {access, stat} from 'node:fs/promises';
import path from 'node:path';
import {isOpenIn} from '../open-files.js';
import {previousFileOf} from './format.js';
import {readHeader} from './header.js';

/**
 * Makes sure that a recording may be written there and nothing gets lost by it: what is in the way may only be an
 * earlier recording.
 * @returns whether there is one, to be moved to the place of the previous file.
 * @throws an `Error` with one line for the user.
 */
export async function checkPlace(file: string): Promise<'free' | 'empty' | 'recording'> {
  const directory = path.dirname(file);
  if (!(await stat(directory).catch(() => null))?.isDirectory()) {
    throw new Error(`${directory} is no directory, and the recording cannot be written to it`);
  }
  try {
    await access(directory, constants.W_OK | constants.X_OK);
  } catch {
    throw new Error(`the recording cannot be written: no permission to make files in ${directory}`);
  }
  const found = await whatIsAt(file);
  if (found === 'recording' && (await whatIsAt(previousFileOf(file))) === 'foreign') {
    throw foreign(previousFileOf(file));
  }
  if (found === 'foreign') throw foreign(file);
  return found;
}

async function whatIsAt(file: string): Promise<'free' | 'empty' | 'recording' | 'foreign'> {
  const found = await stat(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw new Error(`${file} cannot be written: ${error.message}`);
  });
  if (!found) return 'free';
  if (!found.isFile()) return 'foreign';
  if (found.size === 0) return 'empty';
  const header = await readHeader(file).catch((error: Error) => {
    throw new Error(`${file} exists and cannot be read, it stays as it is: ${error.message}`);
  });
  if (!header) return 'foreign';
  if (header.masterPid !== process.pid && (await isOpenIn(header.masterPid, file))) {
    throw new Error(
      `${file} is being written by the cluster "${header.name}" (pid ${header.masterPid}): name another file`,
    );
  }
  return 'recording';
}

function foreign(file: string): Error {
  return new Error(`${file} exists and is no recording, it stays as it is: name another file`);
}
