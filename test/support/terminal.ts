import {readSync} from 'node:fs';
import type net from 'node:net';
import path from 'node:path';
import {StringDecoder} from 'node:string_decoder';
import * as pty from '@lydell/node-pty';
import {onTestFinished} from 'vitest';
import {type CellRow, Screen} from '../../demo/pictures/screen.js';
import type {ApiClient} from '../../source/api/client.js';
import {listenerPort} from './listener-port.js';
import {appPath, COMMAND, clientIn, makePlace, type Place} from './place.js';
import {waitFor} from './wait-for.js';

export {KEYS} from '../../demo/pictures/keys.js';

export interface TerminalOptions {
  readonly columns?: number;
  readonly rows?: number;
  readonly args?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly place?: Place;
  /** What TERM says that it is. */
  readonly kind?: string;
  /** Runs in place of the command. */
  readonly script?: string;
  /**
   * The terminal outlives the command, as it does where that was typed into a shell. A text is what the shell runs, with
   * the command as its arguments.
   */
  readonly inShell?: boolean | string;
}

/** Where something else holds the terminal open, its end is known only after this. */
const LAST_WORDS_MS = 10_000;
/** As much as a terminal gives at once, on Linux. */
const READ_BYTES = 4096;

/** Runs its arguments, and waits for input when they have ended. */
const RUN_AND_WAIT = '"$@"; read -r line';

/** The real command in a real pseudo-terminal, whose screen an emulator keeps. */
export class Terminal {
  readonly place: Place;
  readonly client: ApiClient;
  /** Of the command, or of the shell that it runs in. */
  readonly pid: number;
  exitCode: number | null = null;
  /** Number of the signal that ended it. */
  exitSignal: number | null = null;
  /** Everything that was written, as it came. */
  output = '';
  readonly #pty: pty.IPty;
  readonly #screen: Screen;
  /** When the screen shows all of `output`. */
  #shown = Promise.resolve();
  #isHungUp = false;

  /** @param app started under the name `test`; `null` where the arguments say it all. */
  constructor(app: string | null, options: TerminalOptions = {}) {
    const {
      columns = 120,
      rows = 40,
      args = [],
      env = {},
      place = makePlace(env),
      inShell = false,
      kind = 'xterm-256color',
      script = COMMAND,
    } = options;
    this.place = place;
    this.client = clientIn(this.place);
    this.#screen = new Screen(columns, rows);
    const run = app === null ? [] : [path.isAbsolute(app) ? app : appPath(app), '--name', 'test'];
    const shell = inShell ? ['/bin/sh', '-c', inShell === true ? RUN_AND_WAIT : inShell, 'sh'] : [];
    const [program, ...rest] = [...shell, process.execPath, script, ...run, ...args];
    this.#pty = pty.spawn(program!, rest, {
      name: kind,
      cols: columns,
      rows,
      cwd: this.place.directory,
      env: this.place.env as Record<string, string>,
    });
    this.pid = this.#pty.pid;
    this.#keepLastWords();
    this.#pty.onData(text => this.#take(text));
    this.#pty.onExit(({exitCode, signal}) => {
      this.exitCode = exitCode;
      this.exitSignal = signal || null;
    });
    onTestFinished(() => {
      if (this.exitCode === null) this.#pty.kill('SIGKILL');
      this.#screen.dispose();
    });
  }

  /** The rows of the screen as text; never those of a frame that has come in part. */
  rows(): string[] {
    return this.#screen.rows();
  }

  /** With colours; `null` while a frame has come in part. */
  cells(): CellRow[] | null {
    return this.#screen.cells();
  }

  text(): string {
    return this.rows().join('\n');
  }

  get isAlternate(): boolean {
    return this.#screen.isAlternate;
  }

  press(...keys: readonly string[]): void {
    for (const key of keys) this.#pty.write(key);
  }

  resize(columns: number, rows: number): void {
    this.#pty.resize(columns, rows);
    this.#screen.resize(columns, rows);
  }

  /** Of the app's first listener. */
  port(): Promise<number> {
    return listenerPort(this.client);
  }

  /**
   * Reads all that was written, where the package and libuv do not: the package throws away what it has not read 200 ms
   * after the end of the command, and libuv 1.x takes the end of a terminal for the end of what can be read from it,
   * if it has just read less than it could have (`UV_HANDLE_READ_PARTIAL`), as is always so with terminals.
   */
  #keepLastWords(): void {
    const {_socket: socket} = this.#pty as unknown as {_socket: net.Socket};
    const destroy = socket.destroy.bind(socket);
    socket.destroy = error => {
      if (error || this.#isHungUp || !this.#readRest()) return destroy(error);
      setTimeout(destroy, LAST_WORDS_MS);
      return socket;
    };
  }

  /** @returns whether more may come: somebody holds the terminal open. */
  #readRest(): boolean {
    const {fd} = this.#pty as unknown as {fd: number};
    const part = Buffer.alloc(READ_BYTES);
    const decoder = new StringDecoder();
    for (;;) {
      try {
        const length = readSync(fd, part);
        if (length === 0) return false;
        this.#take(decoder.write(part.subarray(0, length)));
      } catch (error) {
        return (error as NodeJS.ErrnoException).code === 'EAGAIN';
      }
    }
  }

  #take(text: string): void {
    this.output += text;
    this.#shown = this.#screen.write(text);
  }

  /** What a terminal window does that is closed, or a connection that breaks. */
  hangUp(): void {
    this.#isHungUp = true;
    (this.#pty as unknown as {destroy(): void}).destroy();
  }

  /** Waits until the screen shows it. */
  async waitForText(pattern: RegExp | string): Promise<string> {
    await waitFor(
      () => `${pattern} on the screen, which is:\n${this.text()}\n(exit code ${this.exitCode})`,
      () => (typeof pattern === 'string' ? this.text().includes(pattern) : pattern.test(this.text())),
    );
    return this.text();
  }

  /** With its last words on the screen. */
  async waitForExit(): Promise<{code: number}> {
    const exit = await waitFor(
      () => `the end of the viewer, whose screen is:\n${this.text()}`,
      () => (this.exitCode === null ? null : {code: this.exitCode}),
    );
    await this.#shown;
    return exit;
  }
}
