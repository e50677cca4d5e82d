import type {ApiClient} from '../api/client.js';
import {stopCluster} from '../api/stop-cluster.js';
import type {Snapshot} from '../api/types.js';
import type {Replay} from '../replay/replay.js';
import type {ClusterStore} from './store.js';

/** A cluster that a viewer is to show. */
export interface ClusterToShow {
  readonly name: string;
  readonly client: ApiClient;
  /** Why it could not be started: there is nothing to be seen of it. */
  readonly failure?: string;
  /** By which signal or with which code its master has ended, where this process is to know; `null` while it runs. */
  readonly howItEnded?: () => string | null;
}

/** What a viewer has to do with one cluster. */
export interface Session {
  readonly cluster: ClusterToShow;
  readonly client: ApiClient;
  readonly store: ClusterStore;
  /** Set where a recording is shown instead of a cluster that runs. */
  readonly replay: Replay | null;
  /** Puts it into the clipboard of the terminal. */
  copy(text: string): void;
  /** Counting what keys have asked for and the screen does not show yet. */
  readonly workersWanted: number;
  /** @returns what to tell the user. */
  scale(workers: number): Promise<string>;
  /** Lets the cluster outlive the terminal that it was started from. @returns what to tell the user. */
  letGo(): Promise<string>;
  /** Graceful; with `force`, what is left is killed at once. */
  stop(force: boolean): Promise<void>;
}

export function createSession(
  cluster: ClusterToShow,
  store: ClusterStore,
  replay: Replay | null,
  copy: (text: string) => void,
): Session {
  const {client} = cluster;
  let lastScale: {readonly workers: number; isShown: (latest: Snapshot) => boolean} | null = null;
  /** One at a time: what was typed first is to arrive first. */
  let scaling: Promise<unknown> = Promise.resolve();
  return {
    cluster,
    client,
    store,
    replay,
    copy,
    get workersWanted() {
      const {snapshot} = store.latest;
      const isShown = lastScale === null || (snapshot !== null && lastScale.isShown(snapshot));
      return isShown ? (snapshot?.cluster.workers ?? 1) : lastScale!.workers;
    },
    async scale(workers) {
      const scale = {workers, isShown: (_: Snapshot) => false};
      lastScale = scale;
      const done = scaling.then(() => client.scale(workers));
      scaling = done.catch(() => {});
      let message: string;
      try {
        ({message} = await done);
      } catch (error) {
        // Refused, it is not to be counted from.
        scale.isShown = () => true;
        throw error;
      }
      const {snapshot} = store.latest;
      // The next one may have been on its way before the answer. The master may have another clock.
      const sequence = (snapshot?.sequence ?? 0) + 2;
      const startedAt = snapshot?.cluster.startedAt;
      scale.isShown = latest => latest.sequence >= sequence || latest.cluster.startedAt !== startedAt;
      return message;
    },
    async letGo() {
      return (await client.detach()).message;
    },
    async stop(force) {
      await stopCluster(client, store.latest.snapshot?.master.pid, force);
    },
  };
}
