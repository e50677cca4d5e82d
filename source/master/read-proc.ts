import {closeSync, openSync, readSync} from 'node:fs';

/** Of a file of `/proc`, no more than this is read. */
const PROC_BYTES_MAX = 256 * 1024;

/** One for all: nobody waits while it is filled. Node's own way with files that do not tell their size makes one each time. */
let buffer: Buffer | null = null;

/** A file that the kernel writes as it is read, for who looks again and again. @throws the error of the system. */
export function readProc(file: string): string {
  buffer ??= Buffer.allocUnsafeSlow(PROC_BYTES_MAX);
  const descriptor = openSync(file, 'r');
  try {
    let length = 0;
    for (let read = 1; read > 0 && length < PROC_BYTES_MAX; length += read) {
      read = readSync(descriptor, buffer, length, PROC_BYTES_MAX - length, null);
    }
    return buffer.toString('latin1', 0, length);
  } finally {
    closeSync(descriptor);
  }
}
