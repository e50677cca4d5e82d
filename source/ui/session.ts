import type {ApiClient} from '../api/client.js';
import {stopCluster} from '../api/stop-cluster.js';
import type {Replay} from '../replay/replay.js';
import type {ClusterStore} from './store.js';

/** What the viewer is attached to, and how it lets go. */
export interface Session {
  readonly client: ApiClient;
  readonly store: ClusterStore;
  /** Leaving the viewer stops the cluster. */
  readonly ownsCluster: boolean;
  /** Set where a recording is shown instead of a cluster that runs. */
  readonly replay: Replay | null;
  /** Puts it into the clipboard of the terminal. */
  copy(text: string): void;
  /** Closes the viewer and leaves the cluster running. */
  detach(): void;
  /** Closes the viewer, too, and lets the cluster outlive the terminal that it was started from. */
  leaveRunning(): Promise<string>;
  /** Counting what keys have asked for and the screen does not show yet. */
  readonly workersWanted: number;
  /** @returns what to tell the user. */
  scale(workers: number): Promise<string>;
  /** It was asked to stop from here. */
  readonly isStopping: boolean;
  /** Graceful; with `force`, what is left is killed at once. @returns what to tell the user. */
  stop(force: boolean): Promise<string>;
}

export function createSession(
  client: ApiClient,
  store: ClusterStore,
  ownsCluster: boolean,
  replay: Replay | null,
  detach: () => void,
  copy: (text: string) => void,
): Session {
  let isStopping = false;
  let lastScale: {readonly workers: number; answeredAt: number} | null = null;
  /** One at a time: what was typed first is to arrive first. */
  let scaling: Promise<unknown> = Promise.resolve();
  return {
    client,
    store,
    ownsCluster,
    replay,
    detach,
    copy,
    get workersWanted() {
      const {snapshot} = store.latest;
      const isShown = lastScale === null || (snapshot !== null && snapshot.at >= lastScale.answeredAt);
      return isShown ? (snapshot?.cluster.workers ?? 1) : lastScale!.workers;
    },
    async scale(workers) {
      const scale = {workers, answeredAt: Number.POSITIVE_INFINITY};
      lastScale = scale;
      const done = scaling.then(() => client.scale(workers));
      scaling = done.catch(() => {});
      try {
        return (await done).message;
      } finally {
        scale.answeredAt = Date.now();
      }
    },
    get isStopping() {
      return isStopping;
    },
    async leaveRunning() {
      const {message} = await client.detach();
      detach();
      return message;
    },
    async stop(force) {
      isStopping = true;
      await stopCluster(client, store.latest.snapshot?.master.pid, force);
      return force ? 'killing what is left' : 'stopping gracefully: Ctrl-C again to end it at once';
    },
  };
}
