import {ApiCallError, type ApiClient} from '../api/client.js';
import {masterOf} from '../api/message-id.js';
import type {ClusterEvent, ClusterState, Snapshot, StreamMessage} from '../api/types.js';
import {watchSilence} from '../api/watch-silence.js';
import {LogFeed, type LogScope, type LogView} from './log-feed.js';
import {SlotHistory, type SlotHistoryView} from './slot-history.js';

/** Renders are at least this far apart, however much comes in. */
const NOTIFY_INTERVAL_MS = 500;
/** More log lines than that from one render to the next are read by nobody as they come: */
const READ_LINES_MAX = 1000;
/** they are rendered less often, since a frame of new lines costs as much as thousands that are not shown. */
const FLOOD_INTERVAL_MS = 1000;
/** How long a master that went away is looked for. */
const RECONNECT_MS = 3000;
const RECONNECT_INTERVAL_MS = 250;
/** Something comes every second from a master that is well. */
const SILENCE_MS = 3500;
/** A reload that ended so long before its first snapshot is no news for a viewer. */
const OUTCOME_MS = 60_000;
export const EVENTS_MAX = 1000;
/** Seconds of history behind the sparklines. */
export const HISTORY_MAX = 120;

/** All that is on the screen and comes from the master; replaced as a whole, never changed. */
export interface ClusterView {
  readonly snapshot: Snapshot | null;
  /** Oldest first. */
  readonly events: readonly ClusterEvent[];
  /** Requests per second of the cluster, oldest first. */
  readonly requestRates: readonly number[];
  /**
   * - `silent`: the master does not answer.
   * - `gone`: nobody listens where it did.
   * - `awaited`: the same, and whoever takes its name is shown, however long that takes.
   */
  readonly link: 'connected' | 'silent' | 'gone' | 'awaited';
  /** Set when there is nothing more to follow. */
  readonly end: ClusterEnd | null;
  /** How long all this has stood still, while everything goes on; `null` while it follows. */
  readonly frozenForMs: number | null;
  /** The outcome of a reload that ended by then is not shown, or not any more. */
  readonly outcomesAfter: number;
  /** Empty while nobody looks at them. */
  readonly logs: LogView;
  /** Of the one slot that is looked at; else empty. */
  readonly slotHistory: SlotHistoryView;
}

/** What comes with the stream; the rest is kept by those who ask for it. */
type FollowedView = Omit<ClusterView, 'logs' | 'slotHistory' | 'frozenForMs'>;

/** What a screen that stands still shows. */
interface FrozenView extends Pick<ClusterView, 'snapshot' | 'events' | 'requestRates' | 'slotHistory'> {
  readonly frozenAt: number;
  /** Whose lines stand still: those of others, which are opened meanwhile, follow. */
  readonly logScope: LogScope;
}

/** How following the cluster ended. */
export type FollowEnd = 'stopped' | 'failed' | 'lost';

/** Of a cluster that is still looked at. */
export interface ClusterEnd {
  readonly how: FollowEnd | 'not-started';
  /** In words, which may be several lines; `null` where nothing more is known. */
  readonly cause: string | null;
}

/** In short, of one cluster among several; as it is now, even where the screen stands still. */
export type ClusterStanding = Pick<ClusterView, 'snapshot' | 'link' | 'end'>;

/** Follows one cluster, outside React: keeps what the screen shows, and tells of changes at a bounded rate. */
export class ClusterStore {
  readonly #client: ApiClient;
  readonly #logs: LogFeed;
  readonly #history: SlotHistory;
  readonly #subscribers = new Set<() => void>();
  readonly #abort = new AbortController();
  #view: FollowedView = {
    snapshot: null,
    events: [],
    requestRates: [],
    outcomesAfter: 0,
    link: 'silent',
    end: null,
  };
  #frozen: FrozenView | null = null;
  #areLogsHeld = false;
  #published: ClusterView;
  #lastEventId: string | undefined;
  readonly #waitsForMaster: boolean;
  readonly #hasMasterEnded: () => boolean;
  #stateBeforeStop: ClusterState | null = null;
  #notifyTimer: NodeJS.Timeout | undefined;
  #notifiedAt = 0;
  #notifyIntervalMs = NOTIFY_INTERVAL_MS;
  #renderedLines = 0;

  /**
   * @param waitsForMaster one that has gone is waited for, however long it takes.
   * @param hasMasterEnded it is known for certain that it will not come back.
   */
  constructor(client: ApiClient, waitsForMaster: boolean, hasMasterEnded: () => boolean = () => false) {
    this.#client = client;
    this.#waitsForMaster = waitsForMaster;
    this.#hasMasterEnded = hasMasterEnded;
    this.#logs = new LogFeed(client, () => this.#change({}));
    this.#history = new SlotHistory(client, () => this.#change({}));
    this.#published = this.latest;
  }

  /** For `useSyncExternalStore`. */
  readonly subscribe = (onChange: () => void): (() => void) => {
    this.#subscribers.add(onChange);
    return () => this.#subscribers.delete(onChange);
  };

  readonly getView = (): ClusterView => this.#published;

  /** What has come in, even if the screen has not shown it yet. */
  get latest(): ClusterView {
    return {...this.#view, logs: this.#logs.view(), slotHistory: this.#history.view, frozenForMs: null};
  }

  get standing(): ClusterStanding {
    return this.#view;
  }

  /** There is nothing more to follow: what is shown stays as it was last. */
  end(end: ClusterEnd): void {
    this.#change({end});
  }

  /** Runs until the cluster has ended, its master is lost, or `close` was called (then `lost`). */
  async follow(): Promise<FollowEnd> {
    let lastSeenAt = Date.now();
    this.#recall().catch(() => {});
    for (;;) {
      const hadStream = await this.#followOnce();
      if (hadStream) lastSeenAt = Date.now();
      if (this.#view.snapshot?.cluster.state === 'stopping') {
        return this.#stateBeforeStop === 'failed' ? 'failed' : 'stopped';
      }
      if (this.#abort.signal.aborted) return 'lost';
      this.#change({link: this.#waitsForMaster ? 'awaited' : 'gone'});
      const isLost = this.#hasMasterEnded() || Date.now() - lastSeenAt > RECONNECT_MS;
      if (isLost && !this.#waitsForMaster) return 'lost';
      await new Promise(resolve => setTimeout(resolve, RECONNECT_INTERVAL_MS));
    }
  }

  /** Waits until a cluster that has ended was started again under its name. @returns whether it was, before `close`. */
  async awaitReturn(): Promise<boolean> {
    while (!this.#abort.signal.aborted) {
      const state = await this.#client.status().then(
        ({cluster}) => cluster.state,
        () => null,
      );
      if (this.#abort.signal.aborted) break;
      if (state !== null && state !== 'stopping') {
        this.#change({end: null, link: 'awaited'});
        return true;
      }
      await new Promise(resolve => setTimeout(resolve, RECONNECT_INTERVAL_MS));
    }
    return false;
  }

  /** What comes now is from another time than what came before. */
  forget(): void {
    this.#view = {...this.#view, snapshot: null, events: [], requestRates: []};
    this.#logs.forget();
    this.#history.forget();
  }

  /** Another master has the name now. */
  #startAnew(): void {
    this.forget();
    this.recall();
    // Its lines have numbers that others have had.
    const {scope} = this.#logs;
    this.watchLogs(undefined);
    this.watchLogs(scope);
  }

  /** Asks for what was before now, which is another time than it was. */
  recall(): void {
    this.#history.recall();
  }

  /** Which worker is looked at by itself. */
  watchSlot(slot: number | null): void {
    this.#history.watch(slot);
  }

  /** Whose log lines are looked at. */
  watchLogs(scope: LogScope): void {
    if (scope === this.#logs.scope) return;
    // Lines that nobody has looked at until now cannot stand still.
    this.#areLogsHeld = false;
    if (this.#frozen) this.#frozen = {...this.#frozen, logScope: undefined};
    this.#logs.watch(scope);
  }

  /** Lets the logs stand still, or go on. */
  holdLogs(isHeld: boolean): void {
    this.#areLogsHeld = isHeld;
    this.#holdLogs();
    this.publish();
  }

  /** Lets all that is shown stand still as it is, or go on. What comes meanwhile is kept, within the usual bounds. */
  freeze(isFrozen: boolean): void {
    const {snapshot, events, requestRates, slotHistory} = this.#published;
    const frozenAt = Date.now();
    const logScope = this.#logs.scope;
    const canFreeze = isFrozen && snapshot !== null;
    this.#frozen = canFreeze ? {snapshot, events, requestRates, slotHistory, frozenAt, logScope} : null;
    this.#holdLogs();
    this.publish();
  }

  /** The outcome of the last reload has been read. */
  closeReload(): void {
    const {reload = null} = this.#published.snapshot ?? {};
    if (!reload?.endedAt) return;
    this.#view = {...this.#view, outcomesAfter: reload.endedAt};
    this.publish();
  }

  /** Shows all that has come in, without waiting for its turn. */
  publish(): void {
    clearTimeout(this.#notifyTimer);
    this.#notifyTimer = undefined;
    this.#notifiedAt = Date.now();
    const {received} = this.#logs;
    const isFlooded = received - this.#renderedLines > READ_LINES_MAX;
    this.#renderedLines = received;
    this.#notifyIntervalMs = isFlooded ? FLOOD_INTERVAL_MS : NOTIFY_INTERVAL_MS;
    this.#published = this.#frozen ? this.#still(this.#frozen) : this.latest;
    for (const subscriber of this.#subscribers) subscriber();
  }

  #still({frozenAt, snapshot, events, requestRates, slotHistory}: FrozenView): ClusterView {
    const {latest} = this;
    const {slot, points} = latest.slotHistory;
    // Charts of another worker than was looked at end where the others do.
    const upToThen = {slot, points: points.filter(({at}) => at <= (snapshot?.at ?? 0))};
    return {
      ...latest,
      snapshot,
      events,
      requestRates,
      slotHistory: slot === slotHistory.slot ? slotHistory : upToThen,
      frozenForMs: Date.now() - frozenAt,
    };
  }

  #holdLogs(): void {
    const isFrozen = this.#frozen !== null && this.#frozen.logScope !== undefined;
    this.#logs.hold(this.#areLogsHeld || isFrozen);
  }

  close(): void {
    this.#abort.abort();
    this.#logs.watch(undefined);
    clearTimeout(this.#notifyTimer);
  }

  /** @returns whether anything came. */
  async #followOnce(): Promise<boolean> {
    let received = false;
    const isReopened = this.#lastEventId !== undefined;
    // A master that is stuck keeps its connections.
    const silence = watchSilence(SILENCE_MS, () => this.#change({link: 'silent'}));
    try {
      await this.#client.stream({
        logs: false,
        signal: this.#abort.signal,
        ...(this.#lastEventId !== undefined && {lastEventId: this.#lastEventId}),
        onMessage: (message, id) => {
          silence.heard();
          if (this.#lastEventId !== undefined && masterOf(id) !== masterOf(this.#lastEventId))
            this.#startAnew();
          else if (isReopened && !received) this.#recallWhatWasMissed();
          received = true;
          this.#lastEventId = id;
          this.#take(message);
        },
      });
    } catch (error) {
      if (!(error instanceof ApiCallError)) throw error;
    } finally {
      silence.stop();
    }
    return received;
  }

  /** What was before this viewer was opened. */
  async #recall(): Promise<void> {
    const rates = await this.#pastRates();
    this.#change({requestRates: [...rates, ...this.#view.requestRates].slice(-HISTORY_MAX)});
  }

  /** The stream had broken off: the master knows what it would have said meanwhile. */
  #recallWhatWasMissed(): void {
    this.#history.recall();
    this.#pastRates()
      .then(rates => this.#change({requestRates: rates.slice(-HISTORY_MAX)}))
      .catch(() => {});
  }

  async #pastRates(): Promise<number[]> {
    const {points} = await this.#client.history();
    return points.map(({requestsPerSecond}) => requestsPerSecond);
  }

  #take(message: StreamMessage): void {
    if (message.type === 'event') {
      this.#change({link: 'connected', events: [...this.#view.events, message.data].slice(-EVENTS_MAX)});
    } else if (message.type === 'snapshot') {
      const snapshot = message.data;
      const isNew = snapshot.sequence !== this.#view.snapshot?.sequence;
      const rates = this.#view.requestRates;
      this.#history.take(snapshot);
      if (snapshot.cluster.state !== 'stopping') this.#stateBeforeStop = snapshot.cluster.state;
      this.#change({
        link: 'connected',
        snapshot,
        outcomesAfter: this.#view.snapshot ? this.#view.outcomesAfter : snapshot.at - OUTCOME_MS,
        requestRates: isNew ? [...rates, snapshot.total.requests.perSecond].slice(-HISTORY_MAX) : rates,
      });
      // Until now there was nothing to be seen.
      if (!this.#published.snapshot) this.publish();
    }
  }

  #change(change: Partial<FollowedView>): void {
    this.#view = {...this.#view, ...change};
    if (this.#notifyTimer) return;
    const wait = Math.max(0, this.#notifiedAt + this.#notifyIntervalMs - Date.now());
    this.#notifyTimer = setTimeout(() => this.publish(), wait);
  }
}
