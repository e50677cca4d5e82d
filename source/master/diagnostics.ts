import path from 'node:path';
import {ActionError} from '../api/action-error.js';
import type {DiagnosisSnapshot, HeapResult, InspectResult, ProfileResult, StackResult} from '../api/types.js';
import type {DiagnosisFindings, DiagnosisTask} from '../diagnose/job.js';
import {sizeInWords} from '../size-in-words.js';
import {
  DIAGNOSES_MAX,
  DIAGNOSIS_MS_MAX,
  HEAP_SNAPSHOT_MS_MAX,
  STACK_WAIT_MS,
  STACKS_MAX,
  STUCK_STACK_WAIT_MS,
} from './bounds.js';
import {diagnose} from './diagnosis.js';
import type {EventLog} from './event-log.js';
import {NoJavaScriptError} from './inspector.js';
import {nameOf, placeOf} from './naming.js';
import type {Settings} from './settings.js';
import {describeStack, type StackWords} from './stack-words.js';
import {Turns} from './turns.js';
import type {Worker} from './worker.js';

type Kind = DiagnosisSnapshot['kind'];

const NAMES: Record<Kind, string> = {profile: 'CPU profile', heap: 'heap snapshot'};
const FILE_ENDINGS: Record<Kind, string> = {profile: 'cpuprofile', heap: 'heapsnapshot'};

/** Looks into workers from outside: stack, CPU profile, heap snapshot, inspector. */
export class Diagnostics {
  readonly #settings: Settings;
  readonly #events: EventLog;
  /** Where the app is, or runs. */
  readonly #appDirectory: string;
  readonly #turns = new Turns(DIAGNOSES_MAX);
  /** A stack takes no time, and does not wait for what does. */
  readonly #stackTurns = new Turns(STACKS_MAX);

  constructor(settings: Settings, events: EventLog) {
    this.#settings = settings;
    this.#events = events;
    const {cwd, appPath} = settings;
    this.#appDirectory = path.relative(cwd, appPath).startsWith('..') ? path.dirname(appPath) : cwd;
  }

  /** @throws ActionError */
  async stack(worker: Worker): Promise<StackResult> {
    if (worker.isFrozen) throw busy(worker);
    const {frames, words, detail} = await this.#readStack(worker).catch(error => {
      throw failed(`no stack of ${nameOf(worker)}`, worker, error);
    });
    const message = `${nameOf(worker)} ${worker.blocked ? 'is stuck' : 'was'} ${words}`;
    this.#events.add({kind: 'stack', severity: 'info', ...placeOf(worker), message, detail});
    return {ok: true, message, slot: worker.slot, pid: worker.pid, frames};
  }

  /** The same for one that is blocked, for whom nobody has asked. @throws `NoJavaScriptError`, or another `Error` */
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
    const waitMs = worker.blocked ? STUCK_STACK_WAIT_MS : STACK_WAIT_MS;
    const task = {kind: 'stack', waitMs} as const;
    const {frames} = await this.#stackTurns.take(() =>
      this.#examine<'stack'>(worker, task, DIAGNOSIS_MS_MAX, () => {}),
    );
    if (worker.blocked && frames.length === 0) throw new NoJavaScriptError();
    return {frames, ...describeStack(frames)};
  }

  /** @throws ActionError */
  async profile(worker: Worker, seconds: number): Promise<ProfileResult> {
    const file = this.#fileFor(worker, 'profile');
    const maxMs = seconds * 1000 + DIAGNOSIS_MS_MAX;
    const findings = await this.#takeTurn<'profile'>(worker, {kind: 'profile', seconds, file}, maxMs);
    const message = `CPU profile of ${nameOf(worker)} over ${seconds} s is in ${file}`;
    this.#events.add({kind: 'diagnosis', severity: 'good', ...placeOf(worker), message});
    return {ok: true, message, slot: worker.slot, pid: worker.pid, file, ...findings};
  }

  /** The worker stands still for it. @throws ActionError */
  async heap(worker: Worker): Promise<HeapResult> {
    const file = this.#fileFor(worker, 'heap');
    const findings = await this.#takeTurn<'heap'>(worker, {kind: 'heap', file}, HEAP_SNAPSHOT_MS_MAX);
    const message = `heap snapshot of ${nameOf(worker)} is in ${file}: ${sizeInWords(findings.sizeBytes)}, the worker stood still for ${(findings.pausedMs / 1000).toFixed(1)} s`;
    this.#events.add({kind: 'diagnosis', severity: 'good', ...placeOf(worker), message});
    return {ok: true, message, slot: worker.slot, pid: worker.pid, file, ...findings};
  }

  /** Opens the inspector for the user's own tools, on loopback, or closes it again. @throws ActionError */
  async inspect(worker: Worker, open: boolean): Promise<InspectResult> {
    const name = nameOf(worker);
    const {inspector} = worker;
    if (inspector.isForeign) {
      const url = inspector.lastingUrl;
      const message = `the inspector of ${name} was opened by the app or by options of Node, and stays open on ${url}`;
      if (!open) throw new ActionError('ERR_ACTION_FAILED', message);
      return {ok: true, message, slot: worker.slot, pid: worker.pid, url, devtoolsUrl: devtoolsUrlOf(url)};
    }
    const url = await inspector.setOpen(open).catch(error => {
      throw failed(`the inspector of ${name} cannot be opened`, worker, error);
    });
    const closed = inspector.closesLater ? 'closes when it runs again' : 'is closed';
    const message = url
      ? `the inspector of ${name} is open on ${url}, for every user of this machine`
      : `the inspector of ${name} ${closed}`;
    const severity = url ? 'warning' : 'info';
    this.#events.add({kind: 'diagnosis', severity, ...placeOf(worker), message});
    return {ok: true, message, slot: worker.slot, pid: worker.pid, url, devtoolsUrl: devtoolsUrlOf(url)};
  }

  /** One that takes time: one at a time for each worker, and not many at once. @throws ActionError */
  async #takeTurn<Taken extends Kind>(
    worker: Worker,
    task: DiagnosisTask & {readonly kind: Taken},
    maxMs: number,
  ): Promise<DiagnosisFindings[Taken]> {
    if (worker.diagnosis) throw busy(worker);
    const diagnosis = {kind: task.kind, startedAt: Date.now()};
    worker.diagnosis = {...diagnosis, progress: 'waiting'};
    try {
      return await this.#turns.take(() =>
        this.#examine<Taken>(worker, task, maxMs, progress => {
          worker.diagnosis = {...diagnosis, progress};
          // From the moment on that it is asked to write its heap.
          worker.isFrozen = task.kind === 'heap';
        }),
      );
    } catch (error) {
      throw failed(`no ${NAMES[task.kind]} of ${nameOf(worker)}`, worker, error as Error);
    } finally {
      worker.diagnosis = null;
      if (worker.isFrozen) worker.frozenUntil = Date.now();
      worker.isFrozen = false;
    }
  }

  async #examine<Taken extends DiagnosisTask['kind']>(
    worker: Worker,
    task: DiagnosisTask,
    maxMs: number,
    onProgress: (progress: string) => void,
  ): Promise<DiagnosisFindings[Taken]> {
    const {inspector} = worker;
    try {
      const url = await inspector.hold();
      onProgress('starting');
      const job = {url, appDirectory: this.#appDirectory, task};
      return await inspector.attach(() => diagnose<Taken>(job, maxMs, onProgress));
    } finally {
      inspector.release();
    }
  }

  #fileFor({slot, pid}: Worker, kind: Kind): string {
    const {name, diagnosticsDirectory} = this.#settings;
    const at = new Date().toISOString().replace(/[-:.]/g, '');
    return path.join(diagnosticsDirectory, `${name}-worker${slot}-${pid}-${at}.${FILE_ENDINGS[kind]}`);
  }
}

function devtoolsUrlOf(url: string | null): string | null {
  const place = url?.replace('ws://', '');
  return place ? `devtools://devtools/bundled/js_app.html?experiments=true&v8only=true&ws=${place}` : null;
}

function busy(worker: Worker): ActionError {
  const what = NAMES[worker.diagnosis!.kind];
  return new ActionError('ERR_BUSY', `${nameOf(worker)} is being examined already: ${what}`);
}

function failed(what: string, worker: Worker, error: Error): ActionError {
  return new ActionError(
    'ERR_ACTION_FAILED',
    `${what}: ${worker.isGone ? 'it ended meanwhile' : error.message}`,
  );
}
