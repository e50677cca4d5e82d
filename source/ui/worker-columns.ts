import {DELAY_WINDOW_S, type WorkerSnapshot} from '../api/types.js';
import {sizeInWords} from '../size-in-words.js';
import {bar} from './chart.js';
import {count, latency, percent, rate, span} from './format.js';
import {type Glyphs, loadPaint, type Paint, paint} from './theme.js';

/** An event loop that is this late (p99) is drawn as fully loaded. */
const DELAY_BAD_MS = 200;
const BAR_COLUMNS = 8;
/** What a worker reported last is of the second before it, which may have begun so long ago. */
const REPORTED_SPAN_MS = 1500;
/** The same of the percentiles of the event loop's delay. */
const DELAY_SPAN_MS = DELAY_WINDOW_S * 1000;

export interface WorkerColumn {
  readonly title: string;
  readonly width: number;
  /** The column with the highest number goes first where there is no room; 0 stays. */
  readonly drop: number;
  readonly cell: (worker: WorkerSnapshot, context: CellContext) => string;
}

export interface CellContext {
  readonly now: number;
  readonly restarts: number;
  readonly totalRequests: number;
  readonly glyphs: Glyphs;
}

/** From left to right, behind the number and the state of the slot. */
export const workerColumns: readonly WorkerColumn[] = [
  {title: 'PID', width: 8, drop: 0, cell: worker => String(worker.pid)},
  {title: 'UP', width: 8, drop: 8, cell: (worker, {now}) => span(now - worker.startedAt)},
  {
    title: 'CPU',
    width: 6,
    drop: 0,
    cell: (worker, {now}) => loadOf(worker, worker.cpuPercent / 100, now)(percent(worker.cpuPercent)),
  },
  {
    title: '',
    width: BAR_COLUMNS + 1,
    drop: 10,
    cell: (worker, {now, glyphs}) => {
      const {filled, rest} = bar(worker.cpuPercent / 100, BAR_COLUMNS, glyphs);
      return loadOf(worker, worker.cpuPercent / 100, now)(filled) + paint.label(rest);
    },
  },
  {title: 'RSS', width: 9, drop: 4, cell: worker => sizeInWords(worker.rssBytes)},
  {title: 'HEAP', width: 9, drop: 13, cell: worker => sizeInWords(worker.heapUsedBytes)},
  {
    title: 'LOOP',
    width: 6,
    drop: 7,
    cell: (worker, {now}) => {
      const {eventLoopUtilization: busy} = worker;
      return loadOf(worker, busy, now)(percent(busy * 100));
    },
  },
  {
    title: 'LAG p99',
    width: 9,
    drop: 9,
    cell: (worker, {now}) => {
      const {p99Ms} = worker.eventLoopDelay;
      return loadOf(worker, p99Ms / DELAY_BAD_MS, now, DELAY_SPAN_MS)(latency(p99Ms));
    },
  },
  {title: 'CONNS', width: 7, drop: 3, cell: worker => count(worker.connections.open)},
  {title: 'REQ/S', width: 8, drop: 0, cell: worker => paint.strong(rate(worker.requests.perSecond))},
  {title: 'BUSY', width: 6, drop: 12, cell: worker => count(worker.requests.inFlight)},
  {title: 'SLOT REQS', width: 10, drop: 2, cell: (_, {totalRequests}) => count(totalRequests)},
  {title: 'P50', width: 8, drop: 11, cell: worker => latency(worker.latency.p50Ms)},
  {title: 'P99', width: 8, drop: 1, cell: worker => latency(worker.latency.p99Ms)},
  {title: '5XX', width: 6, drop: 6, cell: ({requests}) => alarming(requests.byStatusClass[4])},
  {title: 'RESTARTS', width: 10, drop: 5, cell: (_, {restarts}) => alarming(restarts, paint.warning)},
];

/** Loading code takes all of a core, which is as true as it is no reason for alarm. */
function loadOf(
  {phase, readyAt, silentForMs}: WorkerSnapshot,
  share: number,
  now: number,
  spanMs = REPORTED_SPAN_MS,
): Paint {
  const isOfStart = readyAt === null || now - silentForMs - spanMs < readyAt;
  return phase === 'starting' || isOfStart ? paint.label : loadPaint(share);
}

/** Those that fit, in their order. */
export function fittingColumns(columns: number): readonly WorkerColumn[] {
  const kept = [...workerColumns];
  const widthOfKept = () => kept.reduce((sum, {width}) => sum + width, 0);
  while (widthOfKept() > columns) {
    const next = kept.reduce((worst, column) => (column.drop > worst.drop ? column : worst));
    if (next.drop === 0) break;
    kept.splice(kept.indexOf(next), 1);
  }
  return kept;
}

function alarming(value: number, alarm: Paint = paint.error): string {
  return value > 0 ? alarm(count(value)) : paint.label('0');
}
