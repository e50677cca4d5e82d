import type {HealthReport, Report, WorkReport} from '../messages/types.js';

const NO_WORK: WorkReport = {
  opensInspectorOnSignal: true,
  inspectorUrl: null,
  openConnections: 0,
  accepted: 0,
  started: 0,
  finished: 0,
  aborted: 0,
  byStatusClass: [0, 0, 0, 0, 0],
  latency: [],
  latencyMaxMicros: 0,
  latencySumMicros: 0,
  routes: [],
  routesSampled: false,
  slowRequests: [],
};

/**
 * What a worker leaves out is as it was at its report before, and none of it has come since. As long as that lasts, it is
 * the same object.
 */
export function completeReport(
  message: HealthReport & {readonly work: WorkReport | null},
  before: Report | null,
): Report {
  return {...message, work: message.work ?? withoutNews(before?.work ?? NO_WORK)};
}

function withoutNews(work: WorkReport): WorkReport {
  const {latency, latencyMaxMicros, routes, routesSampled, slowRequests} = NO_WORK;
  if (work.latency === latency) return work;
  return {...work, latency, latencyMaxMicros, routes, routesSampled, slowRequests};
}
