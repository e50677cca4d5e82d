import {cpSync, mkdtempSync, rmSync, symlinkSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import * as pty from '@lydell/node-pty';
import {type ApiClient, createApiClient} from '../../source/api/client.js';
import {cleanEnvironment} from '../../test/support/clean-environment.js';
import {type Row, Screen} from '../../test/support/screen.js';
import {waitFor} from '../../test/support/wait-for.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const COLUMNS = 120;
const ROWS = 40;
/** A graceful stop takes less, unless something is wrong; then it is not waited for. */
const STOP_MS_MAX = 20_000;
const SIGKILL_WAIT_MS_MAX = 2000;

/** `npm start` in a terminal of its own. */
export class DemoRun {
  readonly screen = new Screen(COLUMNS, ROWS);
  readonly client: ApiClient;
  readonly #directory = mkdtempSync(path.join(os.tmpdir(), 'clusterview-'));
  readonly #pty: pty.IPty;
  readonly #ended: Promise<void>;
  #hasEnded = false;

  constructor() {
    this.client = createApiClient(path.join(this.#directory, 'clusterview', 'demo.sock'), 'pictures');
    this.#copyDemo();
    this.#pty = pty.spawn(process.execPath, ['demo/start.js'], {
      name: 'xterm-256color',
      cols: COLUMNS,
      rows: ROWS,
      cwd: this.#directory,
      env: {...cleanEnvironment(), XDG_RUNTIME_DIR: this.#directory, PORT: '0'} as Record<string, string>,
    });
    this.#pty.onData(text => this.screen.write(text));
    this.#ended = new Promise(resolve => {
      this.#pty.onExit(() => {
        this.#hasEnded = true;
        resolve();
      });
    });
  }

  /** Stacks show where the app lies: that is not to be where somebody keeps a checkout. */
  #copyDemo(): void {
    for (const file of ['package.json', 'demo/start.js', 'demo/app.js', 'demo/load.js']) {
      cpSync(path.join(ROOT, file), path.join(this.#directory, file));
    }
    symlinkSync(path.join(ROOT, 'dist'), path.join(this.#directory, 'dist'));
  }

  press(...keys: readonly string[]): void {
    for (const key of keys) this.#pty.write(key);
  }

  /** Waits for a whole frame that shows all of these, and returns it. */
  async waitForFrame(...patterns: readonly (string | RegExp)[]): Promise<Row[]> {
    return await waitFor(
      () => `${patterns.join(' and ')} on the screen, which is:\n${this.screen.text()}`,
      () => {
        if (this.#hasEnded) throw new Error(`the demo has ended:\n${this.screen.text()}`);
        return this.screen.isWhole && this.#shows(patterns) ? this.screen.cells() : null;
      },
    );
  }

  #shows(patterns: readonly (string | RegExp)[]): boolean {
    const text = this.screen.text();
    return patterns.every(pattern =>
      typeof pattern === 'string' ? text.includes(pattern) : pattern.test(text),
    );
  }

  /** Asks the app; that no answer comes is no error: some routes end the worker. */
  async request(route: string): Promise<void> {
    const {cluster} = await this.client.status();
    const port = cluster.listeners[0]!.address.split(':').at(-1);
    await fetch(`http://127.0.0.1:${port}${route}`).catch(() => {});
  }

  /** Stops the demo and waits until nothing of it is left. */
  async end(): Promise<void> {
    if (!this.#hasEnded) this.#pty.kill('SIGTERM');
    if (!(await this.#endsWithin(STOP_MS_MAX))) {
      // The cluster ends with its terminal, and the load with whoever started it.
      this.#pty.kill('SIGKILL');
      await this.#endsWithin(SIGKILL_WAIT_MS_MAX);
    }
    this.screen.dispose();
    rmSync(this.#directory, {recursive: true, force: true});
  }

  #endsWithin(ms: number): Promise<boolean> {
    return new Promise(resolve => {
      const timer = setTimeout(() => resolve(false), ms);
      this.#ended.then(() => {
        clearTimeout(timer);
        resolve(true);
      });
    });
  }
}
