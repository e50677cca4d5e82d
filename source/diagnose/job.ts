import type {HeapResult, ProfileResult, StackFrame} from '../api/types.js';

/** What a diagnosis is asked to do. Files are absolute paths. */
export type DiagnosisTask =
  | {readonly kind: 'stack'; readonly waitMs: number}
  | {readonly kind: 'profile'; readonly seconds: number; readonly file: string}
  | {readonly kind: 'heap'; readonly file: string}
  | {readonly kind: 'close'; readonly waitMs: number};

/** Plain JSON, from the master to the process that does it. */
export interface DiagnosisJob {
  /** Of the inspector of the worker, `ws://127.0.0.1:…`. */
  readonly url: string;
  /** What lies in here, and not below a `node_modules`, is the app's own. */
  readonly appDirectory: string;
  readonly task: DiagnosisTask;
}

export type StackFindings = {readonly frames: readonly StackFrame[]};
export type ProfileFindings = Pick<
  ProfileResult,
  'durationMs' | 'idleMs' | 'garbageCollectionMs' | 'programMs' | 'topFunctions'
>;
export type HeapFindings = Pick<HeapResult, 'sizeBytes' | 'pausedMs'>;

/** What it found, by the kind of job. */
export interface DiagnosisFindings {
  readonly stack: StackFindings;
  readonly profile: ProfileFindings;
  readonly heap: HeapFindings;
  readonly close: null;
}

/** From that process to the master: how far it is, and at the end one of the others. */
export type DiagnosisMessage =
  | {readonly type: 'progress'; readonly text: string}
  | {readonly type: 'done'; readonly findings: DiagnosisFindings[keyof DiagnosisFindings]}
  /** `isSilent`: its inspector does not take connections, as where no JavaScript runs. */
  | {readonly type: 'failed'; readonly reason: string; readonly isSilent: boolean};

/** Where a file grows until all of it is there. */
export function partOf(file: string): string {
  return `${file}.part`;
}
