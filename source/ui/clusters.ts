import type {Snapshot} from '../api/types.js';
import {type ClusterStatus, statusOf} from './cluster-status.js';
import type {Session} from './session.js';
import type {ClusterEnd} from './store.js';

const STOPPING = 'stopping gracefully: Ctrl-C again to end it at once';
const KILLING = 'killing what is left';

/** What is told of all clusters at once; replaced as a whole, never changed. */
export interface ClustersView {
  readonly statuses: readonly ClusterStatus[];
  /** Index of the one whose screen is shown. */
  readonly shown: number;
}

/** The clusters of one viewer, outside React: which of them is shown, and what is done to all of them. */
export class Clusters {
  /** At least one. */
  readonly sessions: readonly Session[];
  /** Leaving the viewer stops them. */
  readonly areOwned: boolean;
  readonly #subscribers = new Set<() => void>();
  /** Those whose masters no longer end with the terminal. */
  readonly #letGo = new Set<Session>();
  #view: ClustersView;
  #isStopping = false;
  #isLeft = false;

  constructor(sessions: readonly Session[], areOwned: boolean) {
    this.sessions = sessions;
    this.areOwned = areOwned;
    this.#view = {statuses: this.#statuses(), shown: 0};
    // Of one alone there is no line, and no list.
    if (this.areSeveral) for (const {store} of sessions) store.subscribe(() => this.#refresh());
  }

  /** For `useSyncExternalStore`. */
  readonly subscribe = (onChange: () => void): (() => void) => {
    this.#subscribers.add(onChange);
    return () => this.#subscribers.delete(onChange);
  };

  readonly getView = (): ClustersView => this.#view;

  get areSeveral(): boolean {
    return this.sessions.length > 1;
  }

  /** They were asked to stop from here. */
  get isStopping(): boolean {
    return this.#isStopping;
  }

  /** The viewer was closed from here, without stopping them. */
  get isLeft(): boolean {
    return this.#isLeft;
  }

  /** Of those that have not ended, as far as anything is known of them. */
  get snapshots(): readonly Snapshot[] {
    return this.#living.flatMap(({store}) => store.standing.snapshot ?? []);
  }

  show(index: number): void {
    this.#change({...this.#view, shown: index});
  }

  /** The one that comes so many behind the one that is shown; the first comes behind the last. */
  showNext(by: 1 | -1): void {
    const count = this.sessions.length;
    this.show((this.#view.shown + by + count) % count);
  }

  /** Runs until none is left that has not ended, or the viewer is closed. */
  async follow(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const follows = this.sessions.map((session, index) => this.#follow(session, index, resolve));
      Promise.all(follows).then(() => resolve(), reject);
    });
  }

  /** Closes the viewer and leaves them as they are. */
  leave(): void {
    this.#isLeft = true;
    for (const {store} of this.sessions) store.close();
  }

  /** Closes the viewer, too, and lets them outlive the terminal. @returns what to tell the user. */
  async leaveRunning(): Promise<string> {
    const messages = await Promise.all(
      this.#living
        .filter(session => !this.#letGo.has(session))
        .map(async session => {
          const message = await session.letGo();
          this.#letGo.add(session);
          return message;
        }),
    );
    this.leave();
    return messages.join('; ');
  }

  /** Graceful; with `force`, what is left is killed at once. @returns what to tell the user. */
  async stop(force: boolean): Promise<string> {
    this.#isStopping = true;
    await Promise.all(this.#living.map(session => session.stop(force)));
    return force ? KILLING : STOPPING;
  }

  /** Of several that were asked to stop, of which some may have; `null` where none were. */
  get progress(): string | null {
    return this.#isStopping && this.areSeveral ? STOPPING : null;
  }

  get #living(): readonly Session[] {
    return this.sessions.filter(({store}) => store.standing.end === null);
  }

  /** @param onLastEnd when all have ended. */
  async #follow({cluster, store}: Session, index: number, onLastEnd: () => void): Promise<void> {
    do {
      const end = await endOf();
      if (this.#isLeft) return;
      store.end(end);
      const [next] = this.#living;
      if (!next) return onLastEnd();
      // While they stop, those that have not yet are what is waited for.
      if (this.#isStopping && index === this.#view.shown) this.show(this.sessions.indexOf(next));
      // Those of this viewer are not started again; others may be, and are then shown beside those that live on.
    } while (!this.areOwned && (await store.awaitReturn()));

    async function endOf(): Promise<ClusterEnd> {
      if (cluster.failure !== undefined) return {how: 'not-started', cause: cluster.failure};
      const how = await store.follow();
      if (how !== 'lost') return {how, cause: null};
      const signalOrCode = cluster.howItEnded?.() ?? null;
      return {how, cause: `its master went away${signalOrCode === null ? '' : ` (${signalOrCode})`}`};
    }
  }

  #refresh(): void {
    const statuses = this.#statuses();
    const isNew = JSON.stringify(statuses) !== JSON.stringify(this.#view.statuses);
    if (isNew) this.#change({...this.#view, statuses});
  }

  #change(view: ClustersView): void {
    this.#view = view;
    for (const subscriber of this.#subscribers) subscriber();
  }

  #statuses(): readonly ClusterStatus[] {
    return this.sessions.map(({cluster, store}) => statusOf(cluster.name, store.standing));
  }
}
