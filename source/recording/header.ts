import {open} from 'node:fs/promises';
import {CHAPTER_MAGIC, lineStart, type RecordingHeader, type RecordingLine} from './format.js';
import {loadZlib} from './load-zlib.js';

/** As much of a file as surely holds its first line, compressed. */
const HEAD_BYTES = 4096;

/** The header of a recording; `null` for any other file. Rejects where the file cannot be read. */
export async function readHeader(file: string): Promise<RecordingHeader | null> {
  const handle = await open(file, 'r');
  try {
    const {buffer, bytesRead} = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return parseHead(buffer.subarray(0, bytesRead));
  } finally {
    await handle.close();
  }
}

function parseHead(head: Buffer): RecordingHeader | null {
  if (!head.subarray(0, CHAPTER_MAGIC.length).equals(CHAPTER_MAGIC)) return null;
  // The chapter behind it may be damaged, and is none of the header's.
  const next = head.indexOf(CHAPTER_MAGIC, CHAPTER_MAGIC.length);
  const first = next < 0 ? head : head.subarray(0, next);
  try {
    const zlib = loadZlib();
    const text = zlib.gunzipSync(first, {finishFlush: zlib.constants.Z_SYNC_FLUSH}).toString();
    const end = text.indexOf('\n');
    if (end < 0 || !text.startsWith(lineStart('recording'))) return null;
    const {data} = JSON.parse(text.slice(0, end)) as RecordingLine & {type: 'recording'};
    return typeof data?.version === 'number' && typeof data.startedAt === 'number' ? data : null;
  } catch {
    return null;
  }
}
