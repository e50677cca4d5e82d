import path from 'node:path';
import {ActionError} from '../api/action-error.js';
import type {DiagnosisKind, HeapResult, InspectResult, ProfileResult, StackResult} from '../api/types.js';
import type {DiagnosisFindings, DiagnosisTask} from '../diagnose/job.js';
import {DIAGNOSES_MAX, DIAGNOSIS_MS_MAX, HEAP_SNAPSHOT_MS_MAX, STACK_WAIT_MS} from './bounds.js';
import {diagnose} from './diagnosis.js';
import type {EventLog} from './event-log.js';
import {NO_JAVASCRIPT} from './inspector.js';
import {nameOf, placeOf} from './naming.js';
import type {Settings} from './settings.js';
import {describeStack, type StackWords} from './stack-words.js';
import type {Worker} from './worker.js';

const FILE_ENDINGS = {profile: 'cpuprofile', heap: 'heapsnapshot'} as const;

/** Looks into workers from outside: stack, CPU profile, heap snapshot, inspector. */
export class Diagnostics {
  readonly #settings: Settings;
  readonly #events: EventLog;
  /** Where the app is, or runs. */
  readonly #appDirectory: string;
  #running = 0;
  readonly #queue: (() => void)[] = [];

  constructor(settings: Settings, events: EventLog) {
    this.#settings = settings;
    this.#events = events;
    const {cwd, appPath} = settings;
    this.#appDirectory = path.relative(cwd, appPath).startsWith('..') ? path.dirname(appPath) : cwd;
  }

  /** @throws ActionError */
  async stack(worker: Worker): Promise<StackResult> {
    const {frames, words, detail} = await this.#readStack(worker);
    const message = `${nameOf(worker)} ${worker.blocked ? 'is stuck' : 'was'} ${words}`;
    this.#events.add({kind: 'stack', severity: 'info', ...placeOf(worker), message, detail});
    return {ok: true, message, slot: worker.slot, pid: worker.pid, frames};
  }

  /** The same for one that is blocked, for whom nobody has asked. @throws ActionError */
  async whereStuck(worker: Worker): Promise<StackWords> {
    const {words, detail} = await this.#readStack(worker);
    // What one runs that has come back meanwhile is another matter.
    if (worker.blocked) {
      const message = `${nameOf(worker)} is stuck ${words}`;
      this.#events.add({kind: 'stack', severity: 'warning', ...placeOf(worker), message, detail});
    }
    return {words, detail};
  }

  async #readStack(worker: Worker): Promise<StackWords & Pick<StackResult, 'frames'>> {
    const {frames} = await this.#examine(worker, {kind: 'stack', waitMs: STACK_WAIT_MS}, DIAGNOSIS_MS_MAX);
    if (worker.blocked && frames.length === 0)
      throw failed(`no stack of ${nameOf(worker)}`, new Error(NO_JAVASCRIPT));
    return {frames, ...describeStack(frames)};
  }

  /** @throws ActionError */
  async profile(worker: Worker, seconds: number): Promise<ProfileResult> {
    const file = this.#fileFor(worker, 'profile');
    const findings = await this.#examine(
      worker,
      {kind: 'profile', seconds, file},
      seconds * 1000 + DIAGNOSIS_MS_MAX,
    );
    const message = `CPU profile of ${nameOf(worker)} over ${seconds} s is in ${file}`;
    this.#events.add({kind: 'diagnosis', severity: 'good', ...placeOf(worker), message});
    return {ok: true, message, slot: worker.slot, pid: worker.pid, file, ...findings};
  }

  /** The worker stands still for it. @throws ActionError */
  async heap(worker: Worker): Promise<HeapResult> {
    const file = this.#fileFor(worker, 'heap');
    const findings = await this.#examine(worker, {kind: 'heap', file}, HEAP_SNAPSHOT_MS_MAX);
    const megabytes = (findings.sizeBytes / 1e6).toFixed(1);
    const message = `heap snapshot of ${nameOf(worker)} is in ${file}: ${megabytes} MB, the worker stood still for ${(findings.pausedMs / 1000).toFixed(1)} s`;
    this.#events.add({kind: 'diagnosis', severity: 'good', ...placeOf(worker), message});
    return {ok: true, message, slot: worker.slot, pid: worker.pid, file, ...findings};
  }

  /** Opens the inspector for the user's own tools, on loopback, or closes it again. @throws ActionError */
  async inspect(worker: Worker, open: boolean): Promise<InspectResult> {
    const url = await worker.inspector.setOpen(open).catch(error => {
      throw failed(`the inspector of ${nameOf(worker)} cannot be opened`, error);
    });
    const place = url?.replace('ws://', '') ?? '';
    const devtoolsUrl = url
      ? `devtools://devtools/bundled/js_app.html?experiments=true&v8only=true&ws=${place}`
      : null;
    const message = url
      ? `the inspector of ${nameOf(worker)} is open on ${url}, for every user of this machine`
      : `the inspector of ${nameOf(worker)} is closed`;
    const severity = url ? 'warning' : 'info';
    this.#events.add({kind: 'diagnosis', severity, ...placeOf(worker), message});
    return {ok: true, message, slot: worker.slot, pid: worker.pid, url, devtoolsUrl};
  }

  /** One at a time for each worker, and not many at once. */
  async #examine<Kind extends DiagnosisKind>(
    worker: Worker,
    task: DiagnosisTask & {readonly kind: Kind},
    maxMs: number,
  ): Promise<DiagnosisFindings[Kind]> {
    if (worker.diagnosis) {
      throw new ActionError(
        'ERR_BUSY',
        `${nameOf(worker)} is being examined already: ${worker.diagnosis.kind}`,
      );
    }
    const diagnosis = {kind: task.kind, startedAt: Date.now()};
    worker.diagnosis = {...diagnosis, progress: 'waiting'};
    try {
      await this.#turn();
      try {
        worker.diagnosis = {...diagnosis, progress: 'starting'};
        const url = await worker.inspector.hold();
        return await diagnose<Kind>({url, appDirectory: this.#appDirectory, task}, maxMs, progress => {
          worker.diagnosis = {...diagnosis, progress};
        });
      } finally {
        worker.inspector.release();
        this.#endTurn();
      }
    } catch (error) {
      const why = worker.isGone ? new Error('it ended meanwhile') : (error as Error);
      throw failed(`no ${NAMES[task.kind]} of ${nameOf(worker)}`, why);
    } finally {
      worker.diagnosis = null;
    }
  }

  async #turn(): Promise<void> {
    if (this.#running >= DIAGNOSES_MAX) await new Promise<void>(resolve => this.#queue.push(resolve));
    else this.#running += 1;
  }

  /** Its place goes to the next one. */
  #endTurn(): void {
    const next = this.#queue.shift();
    if (next) next();
    else this.#running -= 1;
  }

  #fileFor({slot, pid}: Worker, kind: keyof typeof FILE_ENDINGS): string {
    const {name, diagnosticsDirectory} = this.#settings;
    const at = new Date().toISOString().replace(/\.\d+/, '').replace(/[-:]/g, '');
    return path.join(diagnosticsDirectory, `${name}-worker${slot}-${pid}-${at}.${FILE_ENDINGS[kind]}`);
  }
}

const NAMES: Record<DiagnosisKind, string> = {
  stack: 'stack',
  profile: 'CPU profile',
  heap: 'heap snapshot',
};

function failed(what: string, why: Error): ActionError {
  return new ActionError('ERR_ACTION_FAILED', `${what}: ${why.message}`);
}
