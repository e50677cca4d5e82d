import {ApiCallError, type ApiClient, type LogOptions, type StreamOptions} from '../api/client.js';
import {type ClusterEvent, type ClusterMessage, HISTORY_S} from '../api/types.js';
import {EVENTS_MAX} from '../master/bounds.js';
import {History} from '../master/history.js';
import type {Recording, TimedMessage} from '../recording/recording.js';
import {LogPlayback} from './log-playback.js';
import type {Replay, ReplayStatus} from './replay.js';
import {NORMAL_SPEED, nextSpeed} from './speeds.js';

/** How often it goes on while it plays. */
const FRAME_MS = 50;
/** The most of the time between two frames that is played: a viewer that was suspended goes on where it was. */
const STEP_MS_MAX = 1000;
/** As long as it stands still, it says so often how things are: a master that says nothing counts as stuck. */
const HEARTBEAT_MS = 1200;
/** After a jump, this much of what came before is played at once: sparklines show it. */
const RUN_UP_MS = 120_000;
/** No further back than this: chapters are short where workers write very much. */
const CHAPTERS_BACK_MAX = 12;
/** A master writes a snapshot each second, and a chapter holds seconds: a file without any is none of ours. */
const CHAPTERS_WITHOUT_SNAPSHOT_MAX = 2 * CHAPTERS_BACK_MAX;

/**
 * Stands in for a master: answers from a recording what a running cluster would have answered at the moment that
 * is shown, and plays on from there. A jump tells its listener to forget everything, and begins anew.
 */
export class Player implements ApiClient, Replay {
  readonly #recording: Recording;
  readonly #listeners = new Set<() => void>();
  #forget: () => void = () => {};
  #show: () => void = () => {};
  #status: ReplayStatus;
  /** Where to go, until the player is there. */
  #target: number | null;
  /** The next message to come. */
  #chapter = 0;
  #index = 0;
  #lastSnapshot: ClusterMessage | null = null;
  #saidAt = 0;
  #wake: () => void = () => {};
  readonly #logs = new LogPlayback();

  constructor(recording: Recording) {
    this.#recording = recording;
    const {startsAt, endsAt} = recording;
    this.#status = {startsAt, endsAt, at: startsAt, speed: NORMAL_SPEED, isPaused: false};
    this.#target = startsAt;
  }

  readonly subscribe = (onChange: () => void): (() => void) => {
    this.#listeners.add(onChange);
    return () => this.#listeners.delete(onChange);
  };

  readonly getStatus = (): ReplayStatus => this.#status;

  onJump(forget: () => void, show: () => void): void {
    this.#forget = forget;
    this.#show = show;
  }

  togglePause(): boolean {
    const {endsAt, isPaused} = this.#status;
    if (isPaused && this.#destination === endsAt) return false;
    this.#change({isPaused: !isPaused});
    return true;
  }

  changeSpeed(direction: 'slower' | 'faster'): void {
    this.#change({speed: nextSpeed(this.#status.speed, direction)});
  }

  seekBy(milliseconds: number): void {
    this.seekTo(this.#destination + milliseconds);
  }

  seekTo(at: number): void {
    const {startsAt, endsAt} = this.#recording;
    this.#target = Math.min(endsAt, Math.max(startsAt, at));
    this.#wake();
  }

  /** Keys can come faster than jumps are done: each goes from where the one before leads to. */
  get #destination(): number {
    return this.#target ?? this.#status.at;
  }

  /** Plays until it is aborted; one at a time. */
  async stream({signal, logs = true, onMessage}: StreamOptions): Promise<void> {
    const say = (message: ClusterMessage) => {
      if (message.type === 'log') {
        this.#logs.add(message.data);
        if (logs) onMessage({type: 'logs', data: [message.data]}, '');
        return;
      }
      if (message.type === 'snapshot') {
        this.#lastSnapshot = message;
        this.#saidAt = performance.now();
      }
      onMessage(message, '');
    };
    signal.addEventListener('abort', () => this.#wake());
    let before = performance.now();
    while (!signal.aborted) {
      if (this.#target !== null) {
        await this.#jump(this.#target, say);
        before = performance.now();
      }
      const now = performance.now();
      if (!this.#status.isPaused)
        await this.#play(Math.min(now - before, STEP_MS_MAX) * this.#status.speed, say);
      before = now;
      this.#logs.flush();
      if (this.#lastSnapshot && now - this.#saidAt >= HEARTBEAT_MS) say(this.#lastSnapshot);
      if (this.#target === null) await this.#rest();
    }
  }

  /** Of one worker or all, as far back as a jump goes. */
  logs(options: LogOptions): Promise<void> {
    const {at} = this.#status;
    return this.#logs.follow(options, async () =>
      (await this.#messagesSince(at - RUN_UP_MS, at)).flatMap(({message}) =>
        message.type === 'log' ? message.data : [],
      ),
    );
  }

  async status() {
    const {at} = this.#status;
    const latest = (await this.#messagesSince(at - RUN_UP_MS, at)).findLast(
      ({message}) => message.type === 'snapshot',
    );
    if (latest?.message.type === 'snapshot') return latest.message.data;
    throw new ApiCallError('ERR_NOT_FOUND', 'nothing had been recorded yet at this moment');
  }

  async history(slot?: number) {
    const {at} = this.#status;
    const history = new History();
    for (const {message} of await this.#messagesSince(at - HISTORY_S * 1000, at)) {
      if (message.type === 'snapshot') history.add(message.data);
    }
    return {points: history.of(slot ?? null)};
  }

  reload(): Promise<never> {
    return refuse();
  }

  reloadSlot(): Promise<never> {
    return refuse();
  }

  kill(): Promise<never> {
    return refuse();
  }

  scale(): Promise<never> {
    return refuse();
  }

  setPolicy(): Promise<never> {
    return refuse();
  }

  detach(): Promise<never> {
    return refuse();
  }

  stop(): Promise<never> {
    return refuse();
  }

  close(): void {
    // Its answers come at once.
  }

  stack(): Promise<never> {
    return refuse();
  }

  profile(): Promise<never> {
    return refuse();
  }

  heap(): Promise<never> {
    return refuse();
  }

  inspect(): Promise<never> {
    return refuse();
  }

  routes(): Promise<never> {
    return refuse();
  }

  /** Everything of before at once, as the stream of a master begins with it. */
  async #jump(target: number, say: (message: ClusterMessage) => void): Promise<void> {
    const runUp = await this.#messagesSince(target - RUN_UP_MS, target);
    const first = runUp.find(({message}) => message.type === 'event')?.message.data as
      | ClusterEvent
      | undefined;
    const events = await this.#eventsBefore(target, first);
    // Meanwhile a key may have asked for another moment.
    if (this.#target !== target) return;
    this.#target = null;
    this.#lastSnapshot = null;
    this.#forget();
    this.#logs.forget();
    for (const data of events) say({type: 'event', data});
    for (const {message} of runUp) say(message);
    this.#chapter = this.#recording.chapterAt(target);
    this.#index = (await this.#recording.messages(this.#chapter)).filter(({at}) => at <= target).length;
    this.#status = {...this.#status, at: target};
    this.#logs.flush();
    // Together, so that no frame has the time of one moment and the events of another.
    this.#show();
    this.#tell();
  }

  async #play(milliseconds: number, say: (message: ClusterMessage) => void): Promise<void> {
    const {endsAt} = this.#recording;
    const at = Math.min(endsAt, this.#status.at + milliseconds);
    for (;;) {
      const messages = await this.#recording.messages(this.#chapter);
      // A key that was pressed meanwhile has it go elsewhere.
      if (this.#target !== null) return;
      for (let next = messages[this.#index]; next && next.at <= at; next = messages[this.#index]) {
        say(next.message);
        this.#index += 1;
      }
      if (this.#index < messages.length || this.#chapter === this.#recording.chapterCount - 1) break;
      if (this.#recording.startOf(this.#chapter + 1) > at) break;
      this.#chapter += 1;
      this.#index = 0;
    }
    this.#status = {...this.#status, at};
    if (at === endsAt) this.#change({isPaused: true});
  }

  /** Up to and with `to`; from the last snapshot on, if there is none after `from`. */
  async #messagesSince(from: number, to: number): Promise<TimedMessage[]> {
    const last = this.#recording.chapterAt(to);
    let messages: TimedMessage[] = [];
    let lastSnapshot = -1;
    for (let chapter = last; chapter >= 0; chapter--) {
      messages = [...(await this.#recording.messages(chapter)).filter(({at}) => at <= to), ...messages];
      lastSnapshot = messages.findLastIndex(({message}) => message.type === 'snapshot');
      const read = last - chapter + 1;
      const isFar = this.#recording.startOf(chapter) <= from || read >= CHAPTERS_BACK_MAX;
      if ((isFar && lastSnapshot >= 0) || read >= CHAPTERS_WITHOUT_SNAPSHOT_MAX) break;
    }
    return messages.filter(({at}, index) => at >= from || index === lastSnapshot);
  }

  /** As many as a master keeps, of those before `first` or, without it, up to `to`. */
  async #eventsBefore(to: number, first: ClusterEvent | undefined): Promise<ClusterEvent[]> {
    const before = first?.id ?? Number.POSITIVE_INFINITY;
    let events: ClusterEvent[] = [];
    for (let chapter = this.#recording.chapterAt(to); chapter >= 0 && events.length < EVENTS_MAX; chapter--) {
      const own = (await this.#recording.events(chapter)).filter(
        ({at, event}) => at <= to && event.id < before,
      );
      events = [...own.map(({event}) => event), ...events];
    }
    return [...this.#recording.past, ...events].slice(-EVENTS_MAX);
  }

  #change(change: Partial<ReplayStatus>): void {
    this.#status = {...this.#status, ...change};
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }

  /** Until the next frame, or a key. */
  #rest(): Promise<void> {
    return new Promise(resolve => {
      const timer = setTimeout(resolve, FRAME_MS);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

function refuse(): Promise<never> {
  return Promise.reject(
    new ApiCallError(
      'ERR_ACTION_FAILED',
      'this is a recording: nothing can be changed in it, or asked of its workers',
    ),
  );
}
