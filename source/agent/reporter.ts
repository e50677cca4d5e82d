import {millisecondsUntil, placeOf} from '../messages/moments.js';
import {type HealthReport, REPORT_INTERVAL_MS, type WorkReport} from '../messages/types.js';
import type {Channel} from './channel.js';
import {RESTS_BELOW} from './health.js';
import {setTimeout} from './timers.js';

/** Where so many wait for a master that does not read, as one that has been stopped, none is made: what it would tell adds up. */
const UNSENT_MAX = 5;

/** Timers may be early, and late. */
const TIMER_SLACK_MS = 50;

// As it is before the app runs, which may put another in its place.
const {now: clock} = Date;

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
  let unsent = 0;
  const onSent = () => {
    unsent -= 1;
  };
  const report = (): boolean => {
    const figures = health();
    const now = work();
    const isUnchanged = last !== null && hasNotChanged(now, last);
    last = now;
    unsent += 1;
    channel.send({act: 'report', ...figures, work: isUnchanged ? null : now}, undefined, onSent);
    return isUnchanged && figures.eventLoopUtilization < RESTS_BELOW;
  };
  const [together, alone] = [placeOf(process.ppid), placeOf(process.pid)];
  const goOn = (rests: boolean) => {
    const wait = millisecondsUntil(rests ? together : alone, clock());
    // On the way to another place it is no longer silent than otherwise.
    const isFar = wait > REPORT_INTERVAL_MS + TIMER_SLACK_MS;
    // A small integer, also to V8: one timer with another kind of number makes all those of the app slower, of which each
    // connection has one (Node 20 to 26).
    const delay = (isFar ? wait / 2 : wait) | 0;
    setTimeout(() => goOn(unsent < UNSENT_MAX && report()), delay).unref();
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
