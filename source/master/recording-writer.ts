import {type FileHandle, open, rename, unlink} from 'node:fs/promises';
import type zlib from 'node:zlib';
import {checkPlace} from '../recording/check-place.js';
import {CHAPTER_BYTES_MAX, encodeLine, previousFileOf} from '../recording/format.js';
import {loadZlib} from '../recording/load-zlib.js';
import {RECORDING_CHAPTER_MS, RECORDING_TRAILER_BYTES} from './bounds.js';

export interface RecordingWriterOptions {
  readonly file: string;
  /** Of one file; with the previous one there are two. */
  readonly fileBytesMax: number;
  /** The first lines of a file that begins now: header, the past, and how things are. */
  readonly opening: () => string;
}

interface Chapter {
  readonly gzip: zlib.Gzip;
  readonly startedAt: number;
  /** Before compression. */
  bytes: number;
}

/**
 * The files of a recording: compresses (in the thread pool), appends, rotates. After an error the next call goes
 * on behind what was written whole.
 */
export class RecordingWriter {
  readonly #options: RecordingWriterOptions;
  #handle: FileHandle | null = null;
  #chapter: Chapter | null = null;
  /** Bytes of the file that are whole. */
  #length = 0;

  constructor(options: RecordingWriterOptions) {
    this.#options = options;
  }

  /** Appends lines. One call at a time; readable by others when it resolves. */
  async write(lines: string): Promise<void> {
    const bytes = Buffer.byteLength(lines);
    const {fileBytesMax} = this.#options;
    // What is to come cannot take more than it is long, whatever it is.
    if (this.#handle && this.#length + bytes + RECORDING_TRAILER_BYTES > fileBytesMax) await this.close();
    if (!this.#handle) await this.#openFile();
    if (this.#chapter && isOver(this.#chapter, bytes)) await this.#endChapter();
    if (!this.#chapter) await this.#beginChapter(encodeLine({type: 'chapter', data: {at: Date.now()}}));
    await this.#append(lines, bytes);
  }

  /** Ends the file, if there is one. */
  async close(): Promise<void> {
    const handle = this.#handle;
    if (!handle) return;
    try {
      if (this.#chapter) await this.#endChapter();
    } finally {
      this.#handle = null;
      this.#chapter = null;
      await handle.close();
    }
  }

  async #openFile(): Promise<void> {
    const {file, opening} = this.#options;
    const found = await checkPlace(file);
    if (found === 'recording') await rename(file, previousFileOf(file));
    else if (found === 'empty') await unlink(file);
    // Exclusively: whatever has come there in this moment is not to be written over.
    this.#handle = await open(file, 'wx', 0o600);
    this.#length = 0;
    try {
      await this.#beginChapter(opening());
    } catch (error) {
      // Without its first lines it would be no recording.
      await this.#handle.close();
      this.#handle = null;
      await unlink(file);
      throw error;
    }
  }

  #beginChapter(firstLines: string): Promise<void> {
    this.#chapter = {gzip: loadZlib().createGzip(), startedAt: Date.now(), bytes: 0};
    return this.#append(firstLines, Buffer.byteLength(firstLines));
  }

  async #append(lines: string, bytes: number): Promise<void> {
    const {gzip} = this.#chapter!;
    this.#chapter!.bytes += bytes;
    await this.#put(
      await outputOf(gzip, done => {
        gzip.write(lines);
        gzip.flush(loadZlib().constants.Z_SYNC_FLUSH, done);
      }),
    );
  }

  async #endChapter(): Promise<void> {
    const {gzip} = this.#chapter!;
    await this.#put(await outputOf(gzip, done => gzip.once('end', done).end()));
    this.#chapter = null;
  }

  async #put(data: Buffer): Promise<void> {
    try {
      for (let written = 0; written < data.length; ) {
        const rest = data.length - written;
        written += (await this.#handle!.write(data, written, rest, this.#length + written)).bytesWritten;
      }
      this.#length += data.length;
    } catch (error) {
      // What was begun stays as far as it is whole; the next call begins a chapter behind it.
      this.#chapter?.gzip.destroy();
      this.#chapter = null;
      await this.#handle!.truncate(this.#length).catch(() => {});
      throw error;
    }
  }
}

function isOver({startedAt, bytes}: Chapter, more: number): boolean {
  return Date.now() - startedAt >= RECORDING_CHAPTER_MS || bytes + more > CHAPTER_BYTES_MAX;
}

/** Everything that a compressor puts out until `done` is called. */
function outputOf(gzip: zlib.Gzip, run: (done: () => void) => void): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const take = (chunk: Buffer) => chunks.push(chunk);
    gzip.on('data', take).once('error', reject);
    run(() => {
      gzip.off('data', take).off('error', reject);
      resolve(Buffer.concat(chunks));
    });
  });
}
