import {DEATH_CAUSES, PHASES, SLOT_STATES, type WorkerSnapshot} from '../../api/types.js';
import type {SlotDeaths} from '../death-counts.js';
import {type Metric, slotCounter, slotStates, workerGauge} from './metric.js';
import {requestDuration} from './request-duration.js';

const MICROS_PER_S = 1e6;
const MS_PER_S = 1e3;
const LIVING_PHASES = PHASES.filter(phase => phase !== 'exited');
const STATUS_CLASSES = ['1xx', '2xx', '3xx', '4xx', '5xx'];

/** What is told of each worker, by the number of its slot. */
export const workerMetrics: readonly Metric[] = [
  slotCounter(
    'requests_started_total',
    'HTTP requests that workers began to handle',
    ({figures}) => figures.started,
  ),
  slotCounter(
    'requests_finished_total',
    'HTTP requests that were answered to the end',
    ({figures}) => figures.finished,
  ),
  slotCounter(
    'requests_aborted_total',
    'HTTP requests whose connection closed, or whose worker died, before they were answered',
    ({figures}) => figures.aborted,
  ),
  workerGauge('requests_in_flight', 'HTTP requests that are being handled', (_, all) =>
    sum(all, ({requests}) => requests.inFlight),
  ),
  {
    name: 'clusterview_responses_total',
    type: 'counter',
    help: 'Finished HTTP responses by class of their status',
    labels: ['worker', 'status_class'],
    samples: labelled =>
      [...labelled.scrape.counters].flatMap(([number, {byStatusClass}]) =>
        byStatusClass.map((value, index) => ({
          value,
          labels: {status_class: STATUS_CLASSES[index]!},
          sharedLabels: labelled.slotLabels(number),
        })),
      ),
  },
  requestDuration,
  slotCounter(
    'worker_connections_accepted_total',
    'Connections that workers accepted',
    ({figures}) => figures.accepted,
  ),
  workerGauge('worker_connections_open', 'Connections that are open', (_, all) =>
    sum(all, ({connections}) => connections.open),
  ),
  slotCounter(
    'worker_cpu_seconds_total',
    'CPU time of workers, user and system',
    ({figures}) => figures.cpuMicros / MICROS_PER_S,
  ),
  slotCounter(
    'worker_gc_seconds_total',
    'Time in garbage collections that stopped the app',
    ({figures}) => figures.gcMicros / MICROS_PER_S,
  ),
  workerGauge('worker_resident_memory_bytes', 'Resident memory', (_, all) =>
    sum(all, ({rssBytes}) => rssBytes),
  ),
  workerGauge('worker_heap_used_bytes', 'Heap of V8 that is in use', (_, all) =>
    sum(all, ({heapUsedBytes}) => heapUsedBytes),
  ),
  workerGauge('worker_heap_total_bytes', 'Heap of V8', (_, all) =>
    sum(all, ({heapTotalBytes}) => heapTotalBytes),
  ),
  workerGauge(
    'worker_event_loop_utilization_ratio',
    'Share of the last second in which the event loop was busy',
    ({eventLoopUtilization}) => eventLoopUtilization,
  ),
  workerGauge(
    'worker_event_loop_delay_p50_seconds',
    'Median delay of the event loop in the last 10 s',
    ({eventLoopDelay}) => eventLoopDelay.p50Ms / MS_PER_S,
  ),
  workerGauge(
    'worker_event_loop_delay_p99_seconds',
    '99th percentile of the delay of the event loop in the last 10 s',
    ({eventLoopDelay}) => eventLoopDelay.p99Ms / MS_PER_S,
  ),
  workerGauge(
    'worker_event_loop_delay_max_seconds',
    'Longest delay of the event loop in the last second',
    ({eventLoopDelay}) => eventLoopDelay.maxMs / MS_PER_S,
  ),
  workerGauge('worker_blocked', '1 if the event loop has not turned for a while, else 0', ({blocked}) =>
    Number(blocked),
  ),
  workerGauge(
    'worker_suspended',
    '1 if a signal, a tracer or a debugger keeps the worker from running, else 0',
    ({stopped}) => Number(stopped),
  ),
  slotStates(
    'worker_phase',
    '1 for the phase that the worker is in',
    'phase',
    LIVING_PHASES,
    ({worker}) => worker?.phase,
  ),
  workerGauge(
    'worker_start_time_seconds',
    'When the worker was started, in Unix time',
    ({startedAt}) => startedAt / MS_PER_S,
  ),
  slotStates(
    'slot_state',
    '1 for the state of the place that the worker fills',
    'state',
    SLOT_STATES,
    ({state}) => state,
  ),
  deathCounter('worker_crashes_total', 'Workers that died unasked, by cause', ({crashes}) => crashes),
  deathCounter(
    'worker_restarts_total',
    'Workers started in place of one that died unasked, by what that died of',
    ({restarts}) => restarts,
  ),
];

/** With every cause from the start on, since a rate needs to see the step from 0 to 1. */
function deathCounter(
  name: string,
  help: string,
  countsOf: (deaths: SlotDeaths) => SlotDeaths['crashes'],
): Metric {
  return {
    name: `clusterview_${name}`,
    type: 'counter',
    help,
    labels: ['worker', 'cause'],
    samples: labelled =>
      [...labelled.scrape.deaths].flatMap(([number, deaths]) => {
        const {byCause} = countsOf(deaths);
        return DEATH_CAUSES.map(cause => ({
          value: byCause[cause] ?? 0,
          labels: {cause},
          sharedLabels: labelled.slotLabels(number),
        }));
      }),
  };
}

/** Over one worker, or over two while one replaces the other. */
function sum(workers: readonly WorkerSnapshot[], figure: (worker: WorkerSnapshot) => number): number {
  return workers.reduce((total, worker) => total + figure(worker), 0);
}
