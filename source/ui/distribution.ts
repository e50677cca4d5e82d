import type {Policy, SlotSnapshot, Snapshot} from '../api/types.js';

/** Jain's index from which a distribution is called even. */
export const EVEN = 0.95;
/** The same for fair enough. */
export const FAIR = 0.8;
/** So long after a change of policy there still is something of before in the last minute. */
const MINUTE_MIXES_MS = 62_000;
const MINUTE_MS = 60_000;

/** A time over which it is told who got how much; numbers are by slot, in their order. */
export interface DistributionSpan {
  /** - `switch`: since the policy was changed. */
  readonly kind: 'minute' | 'total' | 'switch';
  readonly since: number;
  readonly requests: readonly number[];
  readonly connections: readonly number[];
  readonly fairness: {readonly requests: number | null; readonly connections: number | null};
  /** Set for `switch`. */
  readonly policies: {readonly from: Policy; readonly to: Policy} | null;
}

/**
 * The last minute and all of the time, or what there is of them since the policy was changed: what one policy did
 * is never mixed with what another does.
 */
export function distributionSpans(snapshot: Snapshot): readonly DistributionSpan[] {
  const {at, policySwitch} = snapshot;
  if (!policySwitch) return [lastMinute(snapshot), inTotal(snapshot)];
  const sinceSwitch = {...bySlot(policySwitch.slots), ...spanOfSwitch(snapshot, policySwitch)};
  return at - policySwitch.at < MINUTE_MIXES_MS ? [sinceSwitch] : [lastMinute(snapshot), sinceSwitch];
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function lastMinute({at, slots, fairness, cluster}: Snapshot): DistributionSpan {
  return {
    kind: 'minute',
    since: Math.max(cluster.startedAt, at - MINUTE_MS),
    ...bySlot(slots.map(slot => slot.lastMinute)),
    fairness: {requests: fairness.requestsLastMinute, connections: fairness.connectionsLastMinute},
    policies: null,
  };
}

function inTotal({slots, fairness, cluster}: Snapshot): DistributionSpan {
  return {
    kind: 'total',
    since: cluster.startedAt,
    ...bySlot(slots.map(slot => slot.total)),
    fairness: {requests: fairness.requestsTotal, connections: fairness.connectionsTotal},
    policies: null,
  };
}

function spanOfSwitch(
  {cluster}: Snapshot,
  {at, from, fairness}: NonNullable<Snapshot['policySwitch']>,
): Pick<DistributionSpan, 'kind' | 'since' | 'fairness' | 'policies'> {
  return {kind: 'switch', since: at, fairness, policies: {from, to: cluster.policy}};
}

function bySlot(slots: readonly SlotSnapshot['total'][]): Pick<DistributionSpan, 'requests' | 'connections'> {
  return {
    requests: slots.map(({requests}) => requests),
    connections: slots.map(({connections}) => connections),
  };
}
