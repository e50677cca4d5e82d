import {millisecondsUntil, placeOf} from '../messages/moments.js';
import type {HealthReport, WorkReport} from '../messages/types.js';
import type {Channel} from './channel.js';

/** An event loop that has less to do is at rest. */
const RESTS_BELOW = 0.05;

/**
 * Reports once a second. Workers at rest do so at the same moment, so that the master wakes up once for all of them: to
 * wake it up for each takes most of what they cost it. Those that work spread over the second, so that nobody waits for
 * the reports of all.
 * @returns reports now, too.
 */
export function startReporting(
  channel: Channel,
  health: () => HealthReport,
  work: () => WorkReport,
): () => void {
  let last: WorkReport | null = null;
  const report = (): boolean => {
    const {eventLoopUtilization, ...others} = health();
    const now = work();
    const isUnchanged = last !== null && hasNotChanged(now, last);
    last = now;
    channel.send({act: 'report', eventLoopUtilization, ...others, work: isUnchanged ? null : now});
    return isUnchanged && eventLoopUtilization < RESTS_BELOW;
  };
  const [together, alone] = [placeOf(process.ppid), placeOf(process.pid)];
  const goOn = (rests: boolean) => {
    const place = rests ? together : alone;
    setTimeout(() => goOn(report()), millisecondsUntil(place, Date.now())).unref();
  };
  goOn(false);
  return report;
}

/** Without a request that came or went, there is nothing in the rest. */
function hasNotChanged(now: WorkReport, last: WorkReport): boolean {
  return (
    now.started === last.started &&
    now.finished === last.finished &&
    now.aborted === last.aborted &&
    now.accepted === last.accepted &&
    now.openConnections === last.openConnections &&
    now.inspectorUrl === last.inspectorUrl &&
    now.opensInspectorOnSignal === last.opensInspectorOnSignal
  );
}
