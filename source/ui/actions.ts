import type {SlotSnapshot, Snapshot} from '../api/types.js';
import {plural, span} from './format.js';
import type {Session} from './session.js';
import type {Action, Dialog} from './ui-state.js';

/** What an action says while it runs. */
export function progressOf(action: Action): string {
  switch (action.type) {
    case 'stop-worker':
      return `stopping worker ${action.slot} …`;
    case 'kill-worker':
      return `killing worker ${action.slot} …`;
    case 'reload-worker':
      return `reloading worker ${action.slot} …`;
    case 'reload-all':
      return 'reloading all workers …';
    case 'scale':
      return `scaling to ${plural(action.workers, 'worker')} …`;
    case 'set-policy':
      return `changing to ${action.policy} …`;
    case 'stop-cluster':
      return action.force ? 'killing what is left …' : 'stopping the cluster …';
  }
}

/** @returns what happened, in one line. Rejects with `ApiCallError`. */
export async function perform(action: Action, session: Session): Promise<string> {
  const {client} = session;
  switch (action.type) {
    case 'stop-worker':
      return (await client.kill(action.slot, {pid: action.pid})).message;
    case 'kill-worker':
      return (await client.kill(action.slot, {pid: action.pid, signal: 'SIGKILL'})).message;
    case 'reload-worker':
      return (await client.reloadSlot(action.slot)).message;
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
    default:
      return null;
  }
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
