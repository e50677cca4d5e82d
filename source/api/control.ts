import type {
  ClusterEvent,
  HeapResult,
  HistoryPoint,
  InspectResult,
  KillRequest,
  LogLine,
  Policy,
  ProfileResult,
  ReloadRequest,
  RoutesAnswer,
  Snapshot,
  StackResult,
  WorkerRequest,
} from './types.js';

/** Who asks, in words that go behind "by". */
export type Origin = 'a key in the viewer' | 'the API' | 'a signal' | 'a changed file' | 'clusterview';

/** Metrics in the text format of Prometheus. */
export interface MetricsAnswer {
  readonly contentType: string;
  readonly text: string;
}

/**
 * What the API steers and watches. Actions return what happened, in one line, and throw an `ActionError` where
 * they cannot be done.
 */
export interface ClusterControl {
  /** As of now. */
  snapshot(): Snapshot;
  /** Whether there is a worker of that number, be it running or not. */
  hasSlot(slot: number): boolean;
  /** Oldest first; of the whole cluster with `null`. */
  history(slot: number | null): HistoryPoint[];
  /** As of now. */
  metrics(): Promise<MetricsAnswer>;
  /** Of the last minute; of the whole cluster with `null`. */
  routes(slot: number | null): RoutesAnswer;
  /** Rolling reload of all slots, or of some. */
  reload(request: ReloadRequest, origin: Origin): Promise<string>;
  reloadSlot(slot: number, request: WorkerRequest, origin: Origin): Promise<string>;
  kill(slot: number, request: KillRequest, origin: Origin): string;
  scale(workers: number, origin: Origin): string;
  setPolicy(policy: Policy, origin: Origin): Promise<string>;
  stack(slot: number, request: WorkerRequest): Promise<StackResult>;
  profile(slot: number, seconds: number, request: WorkerRequest): Promise<ProfileResult>;
  heap(slot: number, request: WorkerRequest): Promise<HeapResult>;
  /** Opens the inspector, or closes it. */
  inspect(slot: number, open: boolean, request: WorkerRequest): Promise<InspectResult>;
  /** From now on it does not end with the terminal that it was started from. */
  detach(origin: Origin): string;
  stop(force: boolean, origin: Origin): string;
  /** Those that are kept and came after the given ids. */
  eventsSince(id: number): ClusterEvent[];
  /** Of all workers with `null`. */
  logsSince(id: number, slot: number | null): LogLine[];
}
