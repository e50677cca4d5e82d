import type {MasterMessage} from '../messages/types.js';
import {INSPECTOR_ASK_MS, INSPECTOR_OPEN_MS} from './bounds.js';

/** What is needed of the worker. */
export interface InspectedProcess {
  readonly pid: number;
  /** Its event loop turns. */
  readonly answers: boolean;
  /** SIGUSR1 has Node open the inspector, and no handler of the app runs. */
  readonly opensInspectorOnSignal: boolean;
  send(message: Omit<Extract<MasterMessage, {act: 'inspector'}>, 'cmd'>): void;
}

/** Why a worker does not answer over its inspector: it looks for messages between two steps of JavaScript. */
export const NO_JAVASCRIPT = 'it does not run JavaScript, but native code or nothing at all';

const LISTENING = /Debugger listening on (ws:\/\/\S+)$/;
const ATTACHED = /^Debugger attached\.$/;
const DETACHED = /^Debugger ending on ws:/;
const HELP = /^For help, see: https:\/\/nodejs\.org\//;

/**
 * Node's inspector in one worker, which tells what it does on stderr (seen on Node 20 to 26). It is opened for as
 * long as somebody holds it, since every user of the machine can reach it meanwhile. What the user has opened
 * is used and left open.
 */
export class Inspector {
  readonly #target: InspectedProcess;
  #url: string | null = null;
  /** It is open, or about to be, for clusterview. */
  #isOwn = false;
  #isClosing = false;
  #holds = 0;
  #isForUser = false;
  #isDebugged = false;
  #closedUrl: string | null = null;
  readonly #waiting = new Set<() => void>();

  constructor(inspected: InspectedProcess) {
    this.#target = inspected;
  }

  /** A debugger is attached that is not clusterview's. */
  get isDebugged(): boolean {
    return this.#isDebugged;
  }

  /** @returns whether the line is Node's answer to what clusterview does, and nothing for the log of the app. */
  takeLine(line: string): boolean {
    const url = LISTENING.exec(line)?.[1];
    if (url) {
      if (url === this.#closedUrl) return true;
      // Whoever gave up waiting has asked for it to be closed, which comes later.
      this.#isOwn = this.#isOwn && (this.#holds > 0 || this.#isClosing);
      this.#url = url;
      this.#wake();
      return this.#isOwn;
    }
    if (ATTACHED.test(line)) {
      this.#isDebugged = !this.#isOwn || this.#isForUser;
      return this.#isOwn;
    }
    if (DETACHED.test(line)) {
      this.#isDebugged = false;
      return this.#isOwn;
    }
    return this.#isOwn && HELP.test(line);
  }

  /** Where it listens while it is open for the user. */
  get urlForUser(): string | null {
    return this.#isForUser ? this.#url : null;
  }

  /** Each call is to be followed by one of `release`, whatever comes of it. @throws an `Error` that says why not. */
  async hold(): Promise<string> {
    this.#holds += 1;
    const end = performance.now() + INSPECTOR_OPEN_MS;
    // One that does not answer closes nothing.
    while (this.#isClosing && this.#target.answers) await this.#change(end);
    if (this.#url) return this.#url;
    this.#isOwn = true;
    if (this.#target.answers) {
      this.#target.send({act: 'inspector', open: true});
      // It may have been blocked for less than it takes to be called so.
      await this.#change(performance.now() + INSPECTOR_ASK_MS).catch(() => {});
    }
    if (!this.#url) this.#signal();
    while (!this.#url) await this.#change(end);
    return this.#url;
  }

  #signal(): void {
    if (!this.#target.opensInspectorOnSignal) {
      throw new Error('the app makes something else of SIGUSR1, which opens the inspector');
    }
    process.kill(this.#target.pid, 'SIGUSR1');
  }

  release(): void {
    this.#holds -= 1;
    if (this.#holds > 0 || !this.#isOwn) return;
    this.#isClosing = true;
    this.#target.send({act: 'inspector', open: false});
  }

  /** Keeps it open for the user, or not any more. @returns where it listens. */
  async setOpen(open: boolean): Promise<string | null> {
    if (open === this.#isForUser) return this.#url;
    if (!open) {
      this.#isForUser = false;
      this.release();
      return null;
    }
    try {
      const url = await this.hold();
      this.#isForUser = true;
      return url;
    } catch (error) {
      this.release();
      throw error;
    }
  }

  /** The worker has closed it; its line on stderr may come later than this. */
  closed(url: string | null): void {
    this.#closedUrl = url;
    this.#isClosing = false;
    this.#url = null;
    this.#isDebugged = false;
    // Somebody has come meanwhile, and waits for it to open again.
    if (this.#holds === 0) this.#isOwn = false;
    this.#wake();
  }

  #wake(): void {
    for (const wake of this.#waiting) wake();
  }

  #change(end: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (act: () => void) => {
        clearTimeout(timer);
        this.#waiting.delete(wake);
        act();
      };
      const wake = () => settle(resolve);
      const timer = setTimeout(
        () => settle(() => reject(new Error(NO_JAVASCRIPT))),
        Math.max(0, end - performance.now()),
      );
      this.#waiting.add(wake);
    });
  }
}
