import {stat} from 'node:fs/promises';
import {sizeInWords} from '../size-in-words.js';
import type {DevTools} from './devtools.js';
import type {HeapFindings} from './job.js';

const PROGRESS_EVERY_MS = 250;

/**
 * Has the process write a snapshot of its heap, which stands still meanwhile. It goes from V8 to the disk in small
 * pieces (0600, and never over a file that is there); over the inspector's connection all of it would wait in
 * the memory of a process that may be short of that already.
 */
export async function takeHeapSnapshot(
  devTools: DevTools,
  file: string,
  onProgress: (text: string) => void,
): Promise<HeapFindings> {
  const startedAt = performance.now();
  const progress = setInterval(async () => {
    const size = await sizeOf(file);
    onProgress(size > 0 ? `${sizeInWords(size)} written` : 'looking at the heap');
  }, PROGRESS_EVERY_MS);
  try {
    const {exceptionDetails} = await devTools.call<{
      exceptionDetails?: {readonly exception?: {readonly description?: string}};
    }>('Runtime.evaluate', {
      expression: `process.getBuiltinModule('node:v8').writeHeapSnapshot(${JSON.stringify(file)})`,
    });
    if (exceptionDetails) {
      throw new Error(
        exceptionDetails.exception?.description?.split('\n', 1)[0] ?? 'it could not be written',
      );
    }
  } finally {
    clearInterval(progress);
  }
  return {sizeBytes: await sizeOf(file), pausedMs: Math.round(performance.now() - startedAt)};
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch {
    return 0;
  }
}
