import {type DiagnosisKind, PROFILE_SECONDS_DEFAULT, type SlotSnapshot, type Snapshot} from '../api/types.js';
import {bytes, plural, span} from './format.js';
import {heapReport, inspectorReport, profileReport, routesReport, stackReport} from './reports.js';
import type {Session} from './session.js';
import type {Action, Dialog, Report, WorkerAction} from './ui-state.js';

/** What came of an action: a line, and more to read where there is more. */
export interface Outcome {
  readonly text: string;
  readonly report?: Report;
}

const DIAGNOSES: Record<DiagnosisKind, string> = {
  stack: 'reading the stack',
  profile: 'taking a CPU profile',
  heap: 'taking a heap snapshot',
};

/** What several workers have done to them, in words. */
const SEVERAL = {
  'stop-worker': {verb: 'Stop', progress: 'stopping', done: 'asked to stop:', yes: 'Stop them'},
  'kill-worker': {verb: 'Kill', progress: 'killing', done: 'SIGKILL sent to', yes: 'Kill them'},
  'reload-worker': {verb: 'Reload', progress: 'reloading', done: 'reloaded:', yes: 'Reload'},
} as const;

/** What an action says while it runs. */
export function progressOf(action: Action): string {
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
      return action.force ? 'killing what is left …' : 'stopping the cluster …';
  }
}

/** Rejects with `ApiCallError`. */
export async function perform(action: Action, session: Session): Promise<Outcome> {
  if (action.type === 'diagnose') return diagnose(action, session);
  if (action.type === 'routes') return showRoutes(action.slot, session);
  if (action.type === 'inspect') return inspect(action, session);
  return {text: await performPlain(action, session)};
}

/** @returns what happened, in one line. */
async function performPlain(
  action: Exclude<Action, {type: 'diagnose' | 'inspect' | 'routes'}>,
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
    case 'several':
      return performSeveral(action.actions, session);
    case 'reload-all':
      return (await client.reload()).message;
    case 'scale':
      return session.scale(action.workers);
    case 'set-policy':
      return (await client.setPolicy(action.policy)).message;
    case 'stop-cluster':
      return session.stop(action.force);
  }
}

/** @throws an `Error` that tells which of them could not be done, when all have been tried. */
async function performSeveral(actions: readonly WorkerAction[], session: Session): Promise<string> {
  const failures: string[] = [];
  for (const action of actions) {
    try {
      await performPlain(action, session);
    } catch (error) {
      failures.push(`worker ${action.slot}: ${(error as Error).message}`);
    }
  }
  if (failures.length > 0) throw new Error(failures.join('; '));
  return `${SEVERAL[actions[0]!.type].done} ${workersOf(actions)}`;
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

/** The question that goes before an action, with its consequences in numbers; `null` where none is needed. */
export function dialogFor(action: Action, snapshot: Snapshot): Dialog | null {
  switch (action.type) {
    case 'stop-worker':
      return {
        action,
        title: `Stop ${nameOf(snapshot, action.slot)}?`,
        lines: [
          burdenOf(slotOf(snapshot, action.slot)),
          escalation(snapshot),
          'A replacement starts at once.',
        ],
        yes: 'Stop it',
      };
    case 'kill-worker':
      return {
        action,
        title: `Kill ${nameOf(snapshot, action.slot)}?`,
        lines: [
          burdenOf(slotOf(snapshot, action.slot)),
          'SIGKILL: what it is working on is lost.',
          'A replacement starts at once.',
        ],
        yes: 'Kill it',
      };
    case 'several':
      return severalDialog(action, snapshot);
    case 'reload-all':
      return {
        action,
        title: `Reload ${plural(snapshot.cluster.workers, 'worker')}?`,
        lines: [
          'One after the other: the new worker is ready before the old one goes.',
          'If a new one fails, the reload ends there and the old ones stay.',
        ],
        yes: 'Reload',
      };
    case 'scale':
      return action.workers === 1
        ? {
            action,
            title: 'Go down to the last worker?',
            lines: ['If it dies, connections wait until its replacement is ready.', escalation(snapshot)],
            yes: 'Scale down',
          }
        : null;
    case 'stop-cluster':
      return {
        action,
        title: `Quit, and stop ${snapshot.cluster.name}?`,
        lines: [
          `${plural(snapshot.cluster.workers, 'worker')} and ${plural(snapshot.total.connections.open, 'open connection')}, ${plural(snapshot.total.requests.inFlight, 'request')} in flight.`,
          escalation(snapshot),
        ],
        yes: 'Stop it',
      };
    case 'diagnose':
      return action.kind === 'heap' ? heapDialog(action, slotOf(snapshot, action.slot)) : null;
    default:
      return null;
  }
}

function severalDialog(action: Extract<Action, {type: 'several'}>, snapshot: Snapshot): Dialog {
  const {actions} = action;
  const {verb, yes} = SEVERAL[actions[0]!.type];
  const workers = actions.flatMap(({slot}) => slotOf(snapshot, slot)?.worker ?? []);
  const connections = workers.reduce((sum, {connections}) => sum + connections.open, 0);
  const inFlight = workers.reduce((sum, {requests}) => sum + requests.inFlight, 0);
  const consequence = {
    'stop-worker': escalation(snapshot),
    'kill-worker': 'SIGKILL: what they are working on is lost.',
    'reload-worker': 'One after the other: the new worker is ready before the old one goes.',
  };
  return {
    action,
    title: `${verb} ${workersOf(actions)}?`,
    lines: [
      `pid ${actions.map(({pid}) => pid ?? 'none').join(', ')}`,
      `They have ${plural(connections, 'open connection')} and ${plural(inFlight, 'request')} in flight.`,
      consequence[actions[0]!.type],
    ],
    yes,
  };
}

/** `3 workers (1, 4, 7)`. */
function workersOf(actions: readonly WorkerAction[]): string {
  return `${plural(actions.length, 'worker')} (${actions.map(({slot}) => slot).join(', ')})`;
}

function heapDialog(action: Extract<Action, {type: 'diagnose'}>, slot: SlotSnapshot | undefined): Dialog {
  const heap = slot?.worker?.heapUsedBytes ?? 0;
  return {
    action,
    title: `Take a heap snapshot of worker ${action.slot} (pid ${action.pid})?`,
    lines: [
      burdenOf(slot),
      `It stands still meanwhile, longer the more it has: its heap has ${bytes(heap)}.`,
      'New connections go to the others; what it has waits.',
      'It may take several times as much memory meanwhile, and the file is larger than the heap.',
    ],
    yes: 'Take it',
  };
}

function slotOf(snapshot: Snapshot, slot: number): SlotSnapshot | undefined {
  return snapshot.slots[slot - 1];
}

function nameOf(snapshot: Snapshot, slot: number): string {
  const pid = slotOf(snapshot, slot)?.worker?.pid;
  return pid ? `worker ${slot} (pid ${pid})` : `worker ${slot}`;
}

function burdenOf(slot: SlotSnapshot | undefined): string {
  const worker = slot?.worker;
  if (!worker) return 'It is not running.';
  return `It has ${plural(worker.connections.open, 'open connection')} and ${plural(worker.requests.inFlight, 'request')} in flight.`;
}

function escalation({cluster}: Snapshot): string {
  const {drainTimeoutMs, killTimeoutMs} = cluster;
  return `Up to ${span(drainTimeoutMs)} to finish, then SIGTERM, and SIGKILL ${span(killTimeoutMs)} later.`;
}
