import {cpSync, mkdtempSync, rmSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import * as pty from '@lydell/node-pty';
import {type ApiClient, createApiClient} from '../../source/api/client.js';
import {cleanEnvironment} from './clean-environment.js';
import {type CellRow, Screen} from './screen.js';

const CHECKOUT = fileURLToPath(new URL('../..', import.meta.url));
/** What the demo needs of a checkout; pictures show paths, and those of a copy are nobody's home. */
const PARTS = ['package.json', 'dist', 'demo/start.js', 'demo/app.js', 'demo/load.js'];

/** Far beyond what anything takes on a slow machine: reaching it means that it never happens. */
const WAIT_MS_MAX = 60_000;
const POLL_MS = 20;
/** Beyond what stopping gracefully may take, and the signals after it. */
const CLOSE_MS_MAX = 30_000;

/** Of the npm that starts the pictures, and none of the demo's. */
const NPM_VARIABLES = /^(npm_.*|INIT_CWD)$/;

export interface StageOptions {
  readonly columns: number;
  readonly rows: number;
  /** Ends every wait. */
  readonly signal: AbortSignal;
  readonly onFrame: (readCells: () => CellRow[]) => void;
}

/** The demo as `npm start` runs it, in a real pseudo-terminal. */
export class Stage {
  readonly client: ApiClient;
  readonly #directory: string;
  readonly #screen: Screen;
  readonly #pty: pty.IPty;
  readonly #signal: AbortSignal;
  #isOver = false;

  constructor({columns, rows, signal, onFrame}: StageOptions) {
    this.#signal = signal;
    this.#screen = new Screen(columns, rows, onFrame);
    this.#directory = mkdtempSync(path.join(os.tmpdir(), 'clusterview-demo-'));
    for (const part of PARTS) {
      cpSync(path.join(CHECKOUT, part), path.join(this.#directory, part), {recursive: true});
    }
    const socket = path.join(this.#directory, 'clusterview', 'demo.sock');
    this.client = createApiClient(socket, 'clusterview-pictures');
    const own = Object.entries(cleanEnvironment()).filter(([name]) => !NPM_VARIABLES.test(name));
    this.#pty = pty.spawn(process.execPath, ['demo/start.js'], {
      name: 'xterm-256color',
      cols: columns,
      rows,
      cwd: this.#directory,
      env: {...Object.fromEntries(own), XDG_RUNTIME_DIR: this.#directory} as Record<string, string>,
    });
    this.#pty.onData(text => this.#screen.write(text));
    this.#pty.onExit(() => {
      this.#isOver = true;
    });
  }

  text(): string {
    return this.#screen.rows().join('\n');
  }

  press(...keys: readonly string[]): void {
    for (const key of keys) this.#pty.write(key);
  }

  resize(columns: number, rows: number): void {
    this.#pty.resize(columns, rows);
    this.#screen.resize(columns, rows);
  }

  /** Waits until the screen shows it, and returns the cells of that very screen. */
  waitForText(pattern: RegExp | string, timeoutMs?: number): Promise<CellRow[]> {
    const show = () => {
      const text = this.text();
      const isShown = typeof pattern === 'string' ? text.includes(pattern) : pattern.test(text);
      return isShown ? this.#screen.cells() : null;
    };
    return this.waitFor(`${pattern}`, show, timeoutMs);
  }

  waitForGone(text: string): Promise<true> {
    return this.waitFor(`an end of ${text}`, () => !this.text().includes(text) || null);
  }

  /**
   * Waits until `condition` returns something other than `null`, and returns that.
   * @throws when it never does, when the demo ends, and when the signal says so.
   */
  async waitFor<Result>(
    what: string,
    condition: () => Result | null | Promise<Result | null>,
    timeoutMs = WAIT_MS_MAX,
  ): Promise<Result> {
    const end = performance.now() + timeoutMs;
    for (;;) {
      this.#signal.throwIfAborted();
      const result = await condition();
      if (result !== null) return result;
      const isLate = performance.now() > end;
      if (isLate || this.#isOver) {
        throw new Error(`${isLate ? 'waited in vain' : 'the demo ended'} before ${what}:\n${this.text()}`);
      }
      await sleep(POLL_MS);
    }
  }

  /** Stops the demo gracefully or, if that takes too long, at once; nothing of it is left. */
  async close(): Promise<void> {
    if (!this.#isOver) process.kill(this.#pty.pid, 'SIGTERM');
    const end = performance.now() + CLOSE_MS_MAX;
    while (!this.#isOver) {
      // Whatever still runs there loses its terminal with it, and ends for that.
      if (performance.now() > end) this.#pty.kill('SIGKILL');
      await sleep(POLL_MS);
    }
    this.#screen.dispose();
    rmSync(this.#directory, {recursive: true, force: true, maxRetries: 5});
  }
}
