import {performance} from 'node:perf_hooks';
import type {MasterMessage} from '../messages/types.js';
import type {Channel} from './channel.js';
import {clearTimeout, setTimeout} from './timers.js';

type InspectorMessage = Extract<MasterMessage, {act: 'inspector'}>;

const SIGNAL_IS_OFF = '--disable-sigusr1';
/** A signal that came while this process was stopped has Node open the inspector after it was told to close it. */
const CLOSE_AGAIN_MS = 5000;
/**
 * To close it cuts off whoever is attached. What a blocked process was told comes all at once when it is back: one that
 * was to close it, and then to open it for somebody who is attached by now, leaves it open.
 */
const CLOSE_DELAY_MS = 200;

/** Node's inspector of this process, opened and closed for the master. */
export class WorkerInspector {
  readonly #channel: Channel;
  readonly #isSignalOff: boolean;
  /** It is open for the master, and for nobody else. */
  #isOwn = false;
  #closesUntil = 0;
  #closing: NodeJS.Timeout | undefined;

  constructor(channel: Channel) {
    this.#channel = channel;
    const options = [...process.execArgv, process.env.NODE_OPTIONS ?? ''];
    this.#isSignalOff = options.some(text => text.includes(SIGNAL_IS_OFF));
    // Node would wait for whoever is attached.
    process.on('exit', () => {
      if (this.#isOwn) inspector().close();
    });
  }

  handle({open, isOwn}: InspectorMessage): void {
    this.#isOwn = this.#isOwn || isOwn;
    clearTimeout(this.#closing);
    if (open) {
      this.#closesUntil = 0;
      try {
        if (open !== 'stay' && !inspector().url()) inspector().open(0, '127.0.0.1');
      } catch {
        // Node has none, or forbids it: who waits for it is told nothing, and says so.
        return;
      }
      const url = inspector().url();
      if (url) this.#channel.send({act: 'inspector-open', url});
      return;
    }
    this.#closing = setTimeout(() => this.#close(), CLOSE_DELAY_MS).unref();
  }

  #close(): void {
    if (this.#isOwn) inspector().close();
    this.#isOwn = false;
    this.#closesUntil = performance.now() + CLOSE_AGAIN_MS;
    this.#channel.send({act: 'inspector-closed'});
  }

  /** It is what the master takes it for until there is a report: no start has to wait for one that says so. */
  get isAsExpected(): boolean {
    const {inspectorUrl, opensInspectorOnSignal} = this.report();
    return inspectorUrl === null && opensInspectorOnSignal;
  }

  /** With each report: what the master has to know before this process is silent. */
  report(): {readonly inspectorUrl: string | null; readonly opensInspectorOnSignal: boolean} {
    if (performance.now() < this.#closesUntil && openUrl()) inspector().close();
    return {
      inspectorUrl: openUrl(),
      opensInspectorOnSignal:
        !this.#isSignalOff && process.features.inspector && process.listenerCount('SIGUSR1') === 0,
    };
  }
}

/**
 * Where it is open. As long as the port is the 0 that the master asked for it never was (Node sets it when it opens
 * one, seen on Node 20 to 26), and the module stays out of the worker's memory.
 */
function openUrl(): string | null {
  return process.debugPort === 0 ? null : (inspector().url() ?? null);
}

/** It takes 1.7 MB of memory (Node 20.20): it is loaded when there is something for it to do. */
function inspector(): typeof import('node:inspector') {
  return process.getBuiltinModule('node:inspector');
}
