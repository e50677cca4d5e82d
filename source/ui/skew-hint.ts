import type {SlotSnapshot, Snapshot, WorkerSnapshot} from '../api/types.js';
import {jainIndex} from '../fairness.js';
import {type DistributionSpan, EVEN, sum} from './distribution.js';
import {clock, count, percent} from './format.js';

/** With fewer a slot, a distribution is uneven by chance. */
const COUNT_PER_SLOT_MIN = 5;
/** With so many requests for each new connection, most came over one that had served before. */
const REUSED_MIN = 4;
/** What a slot got is little below this part of an even share. */
const LITTLE = 0.5;
/** A worker that came within the first part of the time is not what made the difference. */
const LATE = 0.25;

/**
 * Why a distribution is uneven, from the longest to the shortest way to say it; empty where it is even, or where
 * nothing in the snapshot tells why.
 * @param canSwitch whether there is a policy to be changed, as there is not in a recording.
 */
export function skewHints(snapshot: Snapshot, span: DistributionSpan, canSwitch: boolean): readonly string[] {
  const areRequestsSkewed = isSkewed(span.requests);
  if (!areRequestsSkewed && !isSkewed(span.connections)) return [];
  const values = areRequestsSkewed ? span.requests : span.connections;
  const idle = idleSlots(snapshot, span, values);
  const others = values.filter((_, index) => !idle.some(({slot}) => slot === index + 1));
  const isExplained = others.length < values.length && (jainIndex(others) ?? 1) >= EVEN;
  const idleHints = idle.length > 0 ? [idleText(idle)] : [];
  if (isExplained) return idleHints;
  const keptAlive = areRequestsSkewed ? keepAliveHints(snapshot, span, canSwitch) : [];
  if (keptAlive.length > 0) return keptAlive;
  const decided = isSkewed(span.connections) ? policyHints(snapshot, span) : [];
  return decided.length > 0 ? decided : idleHints;
}

function isSkewed(values: readonly number[]): boolean {
  return sum(values) >= COUNT_PER_SLOT_MIN * values.length && jainIndex(values)! < EVEN;
}

interface IdleSlot {
  readonly slot: number;
  readonly why: string;
}

/** Slots that got little, and whose worker shows why. */
function idleSlots({slots, at}: Snapshot, {since}: DistributionSpan, values: readonly number[]): IdleSlot[] {
  const little = (sum(values) / values.length) * LITTLE;
  const lateFrom = since + (at - since) * LATE;
  return slots.flatMap((slot, index) => {
    const why = values[index]! < little && whyIdle(slot, since, lateFrom);
    return why ? {slot: slot.slot, why} : [];
  });
}

function whyIdle(slot: SlotSnapshot, since: number, lateFrom: number): string | null {
  const {worker, lastDeath} = slot;
  if (!worker) return withoutWorker(slot);
  if (worker.blocked) return 'is stuck and gets nothing new';
  if (worker.stopped) return 'is stopped and gets nothing new';
  if (worker.phase === 'starting') return 'is starting and gets nothing yet';
  if (worker.phase === 'draining') return 'drains and gets nothing new';
  const isLate = worker.readyAt !== null && worker.readyAt > lateFrom;
  if (!isLate) return null;
  if (lastDeath && lastDeath.at >= since) {
    return `died at ${clock(lastDeath.at)} and is back since ${clock(worker.readyAt)}`;
  }
  return isFirst(slot, worker) ? `serves only since ${clock(worker.readyAt)}` : null;
}

function withoutWorker({state}: SlotSnapshot): string {
  switch (state) {
    case 'gave-up':
      return 'gave up and gets nothing';
    case 'backing-off':
      return 'died, waits for its restart and gets nothing';
    default:
      return 'does not run and gets nothing';
  }
}

/** Nobody served in the slot before it, as is else the case after a reload. */
function isFirst({total, restarts}: SlotSnapshot, {requests, connections}: WorkerSnapshot): boolean {
  return restarts === 0 && total.requests <= requests.finished && total.connections <= connections.accepted;
}

function idleText([first, ...others]: readonly IdleSlot[]): string {
  const more = others.length > 0 ? ` (and ${others.length} more)` : '';
  return `worker ${first!.slot} ${first!.why}${more}`;
}

/** Requests go where the connections are that stay open. */
function keepAliveHints(
  {slots, cluster}: Snapshot,
  {requests, connections}: DistributionSpan,
  canSwitch: boolean,
): readonly string[] {
  const open = slots.map(openConnections);
  const top = requests.indexOf(Math.max(...requests));
  const total = sum(open);
  const areReused = sum(requests) >= REUSED_MIN * sum(connections);
  if (!areReused || open[top] === 0) return [];
  const share = requests[top]! / sum(requests);
  const even = 1 / slots.length;
  const has = `worker ${top + 1} has ${percent(share * 100)} of the requests`;
  const its = `${count(open[top]!)} of ${count(total)} open connections`;
  // Connections are those of now: they say nothing of requests that came before them.
  if (shareNow(slots, top) - even < (share - even) / 2) return [];
  // As far as it is not for having more of them, it is for what goes over them.
  const hasMore = open[top]! / total - even >= (share - even) / 2;
  if (!hasMore) {
    return [
      `${has} on ${its}: these carry more than others, and keep-alive holds them there`,
      `${has} on ${its}: they carry more`,
      `worker ${top + 1}: ${percent(share * 100)}, its connections carry more`,
    ];
  }
  const canBeEvener = Math.max(...open) - Math.min(...open) > 1;
  if (!canBeEvener) {
    const few = `${count(total)} open connections are too few to be even over ${slots.length} workers`;
    return [
      `${few}, and keep-alive connections stay where they are`,
      few,
      `${count(total)} connections are too few to be even`,
    ];
  }
  const stay = `${has} on ${its}: keep-alive connections stay where they are`;
  const short = `worker ${top + 1} has ${percent(share * 100)}: keep-alive connections stay`;
  const helps = canSwitch && (cluster.policy === 'round-robin' || cluster.policy === 'shared');
  return helps
    ? [`${stay}; p least-connections evens out new ones`, `${short}; p least-connections helps`, short]
    : [stay, `${short} where they are`, short];
}

function shareNow(slots: readonly SlotSnapshot[], index: number): number {
  const rates = slots.map(({worker}) => worker?.requests.perSecond ?? 0);
  return rates[index]! / (sum(rates) || 1);
}

function openConnections({worker, others}: SlotSnapshot): number {
  return sum([...(worker ? [worker] : []), ...others].map(({connections}) => connections.open));
}

/** New connections go where the policy says. */
function policyHints({cluster}: Snapshot, {connections}: DistributionSpan): readonly string[] {
  const top = connections.indexOf(Math.max(...connections));
  const share = percent((connections[top]! / sum(connections)) * 100);
  const got = `worker ${top + 1} got ${share} of the connections`;
  // Clients of a Unix socket have no address to stay by.
  const knowsClients = cluster.listeners.some(({kind}) => kind === 'tcp');
  if (cluster.policy === 'sticky' && knowsClients) {
    return [
      `${got}: under sticky each client address stays with its worker`,
      `worker ${top + 1} got ${share}: sticky clients stay with it`,
    ];
  }
  if (cluster.policy !== 'shared') return [];
  return [
    `${got}: under shared the kernel decides who accepts`,
    `worker ${top + 1} got ${share}: the kernel decides`,
  ];
}
