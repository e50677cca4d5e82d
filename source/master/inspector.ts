import type {MasterMessage} from '../messages/types.js';
import {INSPECTOR_ASK_MS, INSPECTOR_OPEN_MS, INSPECTOR_QUIET_MS} from './bounds.js';
import {connectionsToPort} from './connections-to-port.js';

/** What is needed of the worker. */
export interface InspectedProcess {
  readonly pid: number;
  /** Its event loop turns. */
  readonly answers: boolean;
  readonly isGone: boolean;
  /** It does not run at all, because of SIGSTOP or a tracer. */
  readonly isStopped: boolean;
  /** SIGUSR1 has Node open the inspector, and no handler of the app runs. */
  readonly opensInspectorOnSignal: boolean;
  send(message: Omit<Extract<MasterMessage, {act: 'inspector'}>, 'cmd'>): void;
  /** Closes it from outside. Rejects where that cannot be done. */
  closeInspector(url: string): Promise<void>;
}

/** It cannot be looked into: its inspector takes messages between two steps of JavaScript. */
export class NoJavaScriptError extends Error {
  constructor() {
    super('it does not run JavaScript, but native code or nothing at all');
    this.name = 'NoJavaScriptError';
  }
}

/** What Node writes to stderr about it; the app may have begun the line (seen on Node 20 to 26). */
const LISTENING = /^(.*)Debugger listening on (ws:\/\/127\.0\.0\.1:\d+\/[0-9a-f-]{36})$/;
const OTHER_LINES =
  /^(Debugger attached\.|Debugger ending on ws:.*|Waiting for the debugger to disconnect\.\.\.|For help, see: https:\/\/nodejs\.org\/.*)$/;

/**
 * Node's inspector in one worker, opened for as long as somebody holds it, since every user of the machine can reach
 * it meanwhile. What the app or its options have opened is used, and left open. A worker that answers says itself where
 * its inspector listens. Only of one that is silent a line on stderr is believed, and only while it is waited for: apps
 * write there what strangers send them.
 */
export class Inspector {
  readonly #target: InspectedProcess;
  /** Of clusterview's own. */
  #url: string | null = null;
  /** Of the app's own, as it said last. */
  #foreignUrl: string | null = null;
  /** One is open for clusterview, or about to be. */
  #isOwn = false;
  #isClosing = false;
  /** It is being closed from outside. */
  #shutting: Promise<void> | null = null;
  #awaitsLine = false;
  #holds = 0;
  #sessions = 0;
  #isForUser = false;
  #quietUntil = 0;
  readonly #waiting = new Set<() => void>();

  constructor(inspected: InspectedProcess) {
    this.#target = inspected;
  }

  /** Somebody else is attached to it; nobody else knows of one that is open for clusterview alone. */
  get isDebugged(): boolean {
    const url = this.lastingUrl;
    if (!url) return false;
    const connections = connectionsToPort(Number(new URL(url).port));
    // Where that cannot be counted, whoever has opened it is taken to use it.
    if (connections === null) return true;
    return connections > this.#sessions;
  }

  /** Where it listens while that is not just for a moment. */
  get lastingUrl(): string | null {
    return this.#isForUser ? this.#url : this.#foreignUrl;
  }

  /** It was opened by the app or by options of Node. */
  get isForeign(): boolean {
    return this.#foreignUrl !== null;
  }

  /** @returns what of a line on stderr is the app's; `null` where all of it is about what clusterview does. */
  filter(line: string): string | null {
    if (!this.#isOwn && performance.now() >= this.#quietUntil) return line;
    const listening = LISTENING.exec(line);
    if (!listening) return OTHER_LINES.test(line) ? null : line;
    if (this.#awaitsLine) this.opened(listening[2]!);
    return listening[1] || null;
  }

  /** Each call is to be followed by one of `release`, whatever comes of it. @throws an `Error` that says why not. */
  async hold(): Promise<string> {
    this.#holds += 1;
    if (this.#target.isStopped) throw new Error('its process is stopped, and does not run');
    await this.#shutting;
    // The signal would go to whoever has its number now.
    if (this.#target.isGone) throw new Error('it ended meanwhile');
    const end = performance.now() + INSPECTOR_OPEN_MS;
    // One that does not answer closes nothing by itself.
    while (this.#isClosing && this.#target.answers) await this.#change(end);
    if (this.#foreignUrl) return this.#foreignUrl;
    if (this.#url && !this.#isClosing) return this.#url;
    // One that was to close it, and has not heard of that yet, leaves it open for this.
    this.#isClosing = false;
    this.#isOwn = true;
    // One that is stuck reads this when it is back: it is not to open again then what has been closed by that time.
    this.#target.send({act: 'inspector', open: this.#target.answers || 'stay', isOwn: true});
    if (this.#url) return this.#url;
    if (this.#target.answers) {
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
    this.#awaitsLine = true;
    process.kill(this.#target.pid, 'SIGUSR1');
  }

  release(): void {
    this.#holds -= 1;
    if (this.#holds > 0 || !this.#isOwn) return;
    this.#awaitsLine = false;
    this.#isClosing = true;
    this.#target.send({act: 'inspector', open: false, isOwn: true});
    this.#shutIfStuck();
  }

  /** The worker has turned out to be stuck. */
  stuck(): void {
    if (this.#isClosing && this.#holds === 0) this.#shutIfStuck();
  }

  /** It is to be closed, and will be when the worker runs again. */
  get closesLater(): boolean {
    return this.#isClosing && this.#url !== null && !this.#target.answers;
  }

  #shutIfStuck(): void {
    const {answers, isGone} = this.#target;
    if (this.#url && !answers && !isGone) this.#shutting ??= this.#shut(this.#url);
  }

  /** One that is stuck does not get to what it was told, for ever perhaps. */
  async #shut(url: string): Promise<void> {
    try {
      await this.#target.closeInspector(url);
      if (this.#url === url) this.#url = null;
    } catch {
      // It has come back, and closes it by itself; or it is in native code, and does so when it is back.
    } finally {
      this.#shutting = null;
    }
  }

  /** Runs what connects to it, once. */
  async attach<Result>(run: () => Promise<Result>): Promise<Result> {
    this.#sessions += 1;
    try {
      return await run();
    } finally {
      this.#sessions -= 1;
    }
  }

  /** Keeps it open for the user, or not any more. @returns where it listens. */
  async setOpen(open: boolean): Promise<string | null> {
    if (!open && !this.#isForUser) return null;
    if (open && this.#isForUser && this.#url) return this.#url;
    if (!open) {
      this.#isForUser = false;
      this.release();
      await this.#shutting;
      return null;
    }
    try {
      const url = await this.hold();
      // Somebody else may have asked for the same meanwhile.
      if (this.#isForUser) this.release();
      this.#isForUser = true;
      return url;
    } catch (error) {
      this.release();
      throw error;
    }
  }

  /** The worker says where its inspector is open, or that it is not. */
  reported(url: string | null): void {
    if (!this.#isOwn) this.#foreignUrl = url;
  }

  opened(url: string): void {
    this.#awaitsLine = false;
    this.#url = url;
    this.#wake();
  }

  closed(): void {
    this.#isClosing = false;
    this.#url = null;
    // Lines about it may come later than this.
    this.#quietUntil = performance.now() + INSPECTOR_QUIET_MS;
    // Somebody may have come meanwhile, and waits for it to open again.
    if (this.#holds === 0) this.#isOwn = false;
    // One that was stuck closes it by what it was told before the user came.
    if (this.#isForUser) this.#target.send({act: 'inspector', open: true, isOwn: true});
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
        () => settle(() => reject(new NoJavaScriptError())),
        Math.max(0, end - performance.now()),
      );
      this.#waiting.add(wake);
    });
  }
}
