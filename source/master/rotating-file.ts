import {type FileHandle, open, rename, unlink} from 'node:fs/promises';

export interface RotatingFileOptions {
  readonly path: string;
  readonly bytesMax: number;
  /** Older files that are kept, as `PATH.1` (the newest) and so on; at least one. */
  readonly oldFilesMax: number;
}

/**
 * A file that is appended to, and that moves aside before it would become too large. One call at a time. After an
 * error the file is closed, and the next call opens it again.
 */
export class RotatingFile {
  readonly path: string;
  readonly #options: RotatingFileOptions;
  #handle: FileHandle | null = null;
  #length = 0;

  constructor(options: RotatingFileOptions) {
    this.path = options.path;
    this.#options = options;
  }

  /** How much can be appended before it moves aside. */
  async bytesLeft(): Promise<number> {
    this.#handle ??= await this.#open();
    return Math.max(0, this.#options.bytesMax - this.#length);
  }

  /** Appends all of that or, where it rejects, nothing. */
  async write(data: Buffer): Promise<void> {
    this.#handle ??= await this.#open();
    if (this.#length > 0 && this.#length + data.length > this.#options.bytesMax) {
      await this.close();
      await this.#moveAside();
      this.#handle = await this.#open();
    }
    await this.#append(this.#handle, data);
  }

  /** Whatever is at the path now is written to from here on; made, if there is nothing. */
  async reopen(): Promise<void> {
    await this.close();
    this.#handle = await this.#open();
  }

  async close(): Promise<void> {
    const handle = this.#handle;
    this.#handle = null;
    await handle?.close();
  }

  async #open(): Promise<FileHandle> {
    const handle = await open(this.path, 'a', 0o600);
    try {
      this.#length = (await handle.stat()).size;
      return handle;
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  async #append(handle: FileHandle, data: Buffer): Promise<void> {
    let written = 0;
    try {
      // A disk that becomes full takes a part of the data first, without an error.
      while (written < data.length) written += (await handle.write(data, written)).bytesWritten;
      this.#length += data.length;
    } catch (error) {
      this.#handle = null;
      await takeBack(handle, written).catch(() => {});
      await handle.close().catch(() => {});
      throw error;
    }
  }

  async #moveAside(): Promise<void> {
    const {path, oldFilesMax} = this.#options;
    for (let number = oldFilesMax; number > 1; number -= 1) {
      await unlessMissing(rename(`${path}.${number - 1}`, `${path}.${number}`));
    }
    await unlessMissing(rename(path, `${path}.1`));
    // There may be more of them from a time when more were kept.
    let number = oldFilesMax + 1;
    while (await unlessMissing(unlink(`${path}.${number}`))) number += 1;
  }
}

/** Cuts off what was appended last; whoever has truncated the file meanwhile has done so already. */
async function takeBack(handle: FileHandle, bytes: number): Promise<void> {
  if (bytes === 0) return;
  const {size} = await handle.stat();
  if (size >= bytes) await handle.truncate(size - bytes);
}

/** @returns whether the file was there. */
async function unlessMissing(change: Promise<void>): Promise<boolean> {
  try {
    await change;
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
