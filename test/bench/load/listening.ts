import {mkdtempSync, readdirSync, rmSync} from 'node:fs';
import {watch} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import {waitFor} from '../../support/wait-for.js';
import {owned} from '../running.js';

/** Far above what a worker takes until it listens. */
const MS_MAX = 60_000;

/** Tells when workers of the app listen, without requests, of which each of many workers would have a few only. */
export class ListeningWorkers {
  readonly #directory = mkdtempSync(path.join(os.tmpdir(), 'cv-bench-listening-'));
  /** For the app. */
  readonly env: NodeJS.ProcessEnv = {LISTENING_DIRECTORY: this.#directory};
  readonly close = owned(async () => rmSync(this.#directory, {recursive: true, force: true}));

  async waitFor(workers: number): Promise<void> {
    await waitFor('the workers to listen', () => readdirSync(this.#directory).length >= workers);
  }

  /** Milliseconds from `act` until another one listens. */
  async msUntilNext(act: () => void): Promise<number> {
    const over = new AbortController();
    const late = new Error(`no other worker listened within ${MS_MAX / 1000} s`);
    const timer = setTimeout(() => over.abort(late), MS_MAX);
    const next = watch(this.#directory, {signal: over.signal})[Symbol.asyncIterator]().next();
    next.catch(() => {});
    try {
      const startedAt = performance.now();
      act();
      await next;
      return performance.now() - startedAt;
    } finally {
      clearTimeout(timer);
      over.abort();
    }
  }
}
