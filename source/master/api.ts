import type {ClusterControl} from '../api/control.js';
import type {Answer} from '../api/server.js';
import type {Broadcaster} from '../api/stream.js';
import {ApiSocket} from './api-socket.js';
import {API_LOAD_AFTER_MS} from './bounds.js';
import type {EventLog} from './event-log.js';
import type {LogStore} from './log-store.js';
import type {Monitor} from './monitor.js';
import type {Settings} from './settings.js';

/** What is sent to those who follow. */
interface Sources {
  readonly events: EventLog;
  readonly logs: LogStore;
  readonly monitor: Monitor;
}

/**
 * The API of a cluster. It listens from the start; what answers is loaded when somebody asks, or when the first workers
 * had time to start without it beside them.
 */
export class Api {
  readonly #control: ClusterControl;
  readonly #sources: Sources;
  readonly #settings: Settings;
  #socket: ApiSocket | null = null;
  #answer: Promise<Answer> | null = null;
  #broadcaster: Broadcaster | null = null;
  #loading: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(control: ClusterControl, sources: Sources, settings: Settings) {
    this.#control = control;
    this.#sources = sources;
    this.#settings = settings;
  }

  /** @throws an `Error` with one line for the user. */
  async open(): Promise<void> {
    const {createApiServer} = await import('../api/server.js');
    const create = () => createApiServer(() => this.#load());
    const {events, monitor} = this.#sources;
    const socket = new ApiSocket(create, this.#settings, events);
    this.#socket = socket;
    await socket.open();
    // With the monitor's tick, since each time that a master at rest is woken up costs.
    monitor.on('snapshot', () => socket.tick());
    // Not later: the files may be gone one day, as where another version was installed in their place.
    this.#loading = setTimeout(
      () => this.#load().catch(error => this.#tell(error)),
      API_LOAD_AFTER_MS,
    ).unref();
  }

  /** Resolves when the last answers have gone, or those who read them have had their time. */
  async close(): Promise<void> {
    clearTimeout(this.#loading);
    this.#isClosed = true;
    this.#broadcaster?.close();
    await this.#socket?.close();
  }

  #tell({message}: Error): void {
    const words = `the API cannot be loaded, so that nothing can be asked of this cluster: ${message}`;
    this.#sources.events.add({kind: 'error', severity: 'error', message: words});
  }

  #load(): Promise<Answer> {
    // Another try may have what this one lacks, such as a descriptor.
    this.#answer ??= this.#import().catch((error: Error) => {
      this.#answer = null;
      throw error;
    });
    return this.#answer;
  }

  async #import(): Promise<Answer> {
    const [{answerCalls}, {Broadcaster}] = await Promise.all([
      import('../api/calls.js'),
      import('../api/stream.js'),
    ]);
    const {events, logs, monitor} = this.#sources;
    const broadcaster = new Broadcaster(this.#control);
    const answer = answerCalls(this.#control, broadcaster);
    // Before anybody can read: what is sent says which events have gone before it.
    events.on('event', event => broadcaster.event(event));
    logs.on('log', line => broadcaster.log(line));
    monitor.on('snapshot', snapshot => broadcaster.snapshot(snapshot));
    this.#broadcaster = broadcaster;
    // Somebody asked at the very end.
    if (this.#isClosed) broadcaster.close();
    return answer;
  }
}
