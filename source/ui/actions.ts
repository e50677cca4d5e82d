import {type DiagnosisKind, PROFILE_SECONDS_DEFAULT, type Severity} from '../api/types.js';
import {sanitize} from '../harmless-text.js';
import type {Clusters} from './clusters.js';
import {plural} from './format.js';
import {heapReport, inspectorReport, profileReport, routesReport, stackReport} from './reports.js';
import type {Session} from './session.js';
import {SEVERAL, workersOf} from './several.js';
import {paint} from './theme.js';
import type {Action, Report, Request, WorkerAction} from './ui-state.js';

/** What came of an action: a line, and more to read where there is more. */
export interface Outcome {
  readonly text: string;
  /** `good` where it is left out. */
  readonly severity?: Severity;
  readonly report?: Report;
}

const DIAGNOSES: Record<DiagnosisKind, string> = {
  stack: 'reading the stack',
  profile: 'taking a CPU profile',
  heap: 'taking a heap snapshot',
};

/** What an action says while it runs. @param clusters how many the viewer has. */
export function progressOf(action: Request, clusters: number): string {
  const all = clusters > 1 ? 'the clusters' : 'the cluster';
  switch (action.type) {
    case 'stop-worker':
      return `stopping worker ${action.slot} …`;
    case 'kill-worker':
      return `killing worker ${action.slot} …`;
    case 'reload-worker':
      return `reloading worker ${action.slot} …`;
    case 'several':
      return `${SEVERAL[action.actions[0]!.type].progress} ${workersOf(action.actions)} …`;
    case 'reload-all':
      return 'reloading all workers …';
    case 'scale':
      return `scaling to ${plural(action.workers, 'worker')} …`;
    case 'set-policy':
      return `changing to ${action.policy} …`;
    case 'diagnose':
      return `${DIAGNOSES[action.kind]} of worker ${action.slot} …`;
    case 'routes':
      return 'asking for the routes …';
    case 'inspect':
      return `${action.open ? 'opening' : 'closing'} the inspector of worker ${action.slot} …`;
    case 'stop-cluster':
      return action.force ? 'killing what is left …' : `stopping ${all} …`;
    case 'leave-running':
      return `leaving ${all} running …`;
  }
}

/** Rejects with `ApiCallError`. */
export async function perform(action: Request, session: Session, clusters: Clusters): Promise<Outcome> {
  if (action.type === 'stop-cluster') return {text: await clusters.stop(action.force)};
  if (action.type === 'leave-running') return {text: await clusters.leaveRunning()};
  if (action.type === 'diagnose') return diagnose(action, session);
  if (action.type === 'routes') return showRoutes(action.slot, session);
  if (action.type === 'inspect') return inspect(action, session);
  if (action.type === 'several') return performSeveral(action.actions, session);
  return {text: await performPlain(action, session)};
}

/** @returns what happened, in one line. */
async function performPlain(
  action: Exclude<
    Request,
    {type: 'diagnose' | 'inspect' | 'routes' | 'several' | 'stop-cluster' | 'leave-running'}
  >,
  session: Session,
): Promise<string> {
  const {client} = session;
  switch (action.type) {
    case 'stop-worker':
      return (await client.kill(action.slot, {pid: action.pid})).message;
    case 'kill-worker':
      return (await client.kill(action.slot, {pid: action.pid, signal: 'SIGKILL'})).message;
    case 'reload-worker':
      return (await client.reloadSlot(action.slot, {pid: action.pid})).message;
    case 'reload-all':
      return (await client.reload()).message;
    case 'scale':
      return session.scale(action.workers);
    case 'set-policy':
      return (await client.setPolicy(action.policy)).message;
  }
}

/** One after the other; but for a reload, whatever becomes of each. Where some could not be done, a report has what became of all. */
async function performSeveral(actions: readonly WorkerAction[], session: Session): Promise<Outcome> {
  const {type} = actions[0]!;
  // One reload of all, which the master tells of as such.
  if (type === 'reload-worker')
    return {
      text: (await session.client.reload({slots: actions.map(({slot, pid}) => ({slot, pid}))})).message,
    };
  const {verb, done} = SEVERAL[type];
  const lines: string[] = [];
  let failures = 0;
  for (const action of actions) {
    try {
      lines.push(sanitize(`done    ${await performPlain(action, session)}`));
    } catch (error) {
      failures += 1;
      lines.push(paint.error(sanitize(`failed  worker ${action.slot}: ${(error as Error).message}`)));
    }
  }
  if (failures === 0) return {text: `${done} ${workersOf(actions)}`};
  return {
    text: `${verb}: failed for ${failures} of ${workersOf(actions)}`,
    severity: 'error',
    report: {title: `${verb} ${workersOf(actions)}`, lines},
  };
}

async function inspect(
  {slot, pid, open}: Extract<Action, {type: 'inspect'}>,
  {client}: Session,
): Promise<Outcome> {
  const result = await client.inspect(slot, open, {pid});
  return {text: result.message, ...(result.url !== null && {report: inspectorReport(result)})};
}

async function showRoutes(slot: number | null, {client}: Session): Promise<Outcome> {
  const answer = await client.routes(slot ?? undefined);
  const report = routesReport(slot, answer);
  return {text: report.title, report};
}

async function diagnose(
  {kind, slot, pid, seconds = PROFILE_SECONDS_DEFAULT}: Extract<Action, {type: 'diagnose'}>,
  {client}: Session,
): Promise<Outcome> {
  if (kind === 'heap') {
    const result = await client.heap(slot, {pid});
    return {text: result.message, report: heapReport(result)};
  }
  if (kind === 'stack') {
    const result = await client.stack(slot, {pid});
    return {text: result.message, ...(result.frames.length > 0 && {report: stackReport(result)})};
  }
  const result = await client.profile(slot, seconds, {pid});
  return {text: result.message, report: profileReport(result)};
}
