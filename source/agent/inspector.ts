import type {MasterMessage} from '../messages/types.js';
import type {Channel} from './channel.js';

type InspectorMessage = Extract<MasterMessage, {act: 'inspector'}>;

const SIGNAL_IS_OFF = '--disable-sigusr1';
/** A signal that came while this process was stopped has Node open the inspector after it was told to close it. */
const CLOSE_AGAIN_MS = 5000;

/** Node's inspector of this process, opened and closed for the master. */
export class WorkerInspector {
  readonly #channel: Channel;
  readonly #isSignalOff: boolean;
  /** It is open for the master, and for nobody else. */
  #isOwn = false;
  #closesUntil = 0;

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
    if (open) {
      this.#closesUntil = 0;
      if (!inspector().url()) inspector().open(0, '127.0.0.1');
      this.#channel.send({act: 'inspector-open', url: inspector().url()!});
      return;
    }
    if (this.#isOwn) inspector().close();
    this.#isOwn = false;
    this.#closesUntil = performance.now() + CLOSE_AGAIN_MS;
    this.#channel.send({act: 'inspector-closed'});
  }

  /** With each report: what the master has to know before this process is silent. */
  report(): {readonly inspectorUrl: string | null; readonly opensInspectorOnSignal: boolean} {
    if (performance.now() < this.#closesUntil && inspector().url()) inspector().close();
    return {
      inspectorUrl: inspector().url() ?? null,
      opensInspectorOnSignal:
        !this.#isSignalOff && process.features.inspector && process.listenerCount('SIGUSR1') === 0,
    };
  }
}

/** Loaded when it is first asked for: the app's start does not wait for it. */
function inspector(): typeof import('node:inspector') {
  return process.getBuiltinModule('node:inspector');
}
