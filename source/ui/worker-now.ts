import {DELAY_WINDOW_S, type SlotSnapshot, type Snapshot, type WorkerSnapshot} from '../api/types.js';
import {sanitize} from '../harmless-text.js';
import {MEGABYTE, sizeInWords} from '../size-in-words.js';
import {clock, count, latency, plural, span} from './format.js';
import {firstThatFits} from './text.js';
import {type Glyphs, paint, severityGlyph, severityPaint} from './theme.js';
import {stateOf} from './worker-lines.js';

/** What a worker is doing, the most important first; all of it in as many lines as there are. */
export function workerNowLines(slot: SlotSnapshot, now: number, columns: number, glyphs: Glyphs): string[] {
  const {worker, others, restarts, crashes, lastDeath, total} = slot;
  const dot = ` ${glyphs.separator} `;
  const died =
    lastDeath &&
    `${paint.label(`died last ${clock(lastDeath.at)}`)} ${paint.error(sanitize(lastDeath.words))}`;
  const lines = [
    // Of one that does not run, nothing matters more than why.
    [stateText(slot, worker, glyphs), ...(worker ? nowOf(worker, now) : [died]), othersOf(others)]
      .filter(Boolean)
      .join(dot),
    [
      [
        `${paint.label('slot: served')} ${count(total.requests)}`,
        `${paint.label('restarts')} ${alarming(restarts)}`,
        `${paint.label('crashes')} ${alarming(crashes)}`,
      ].join(', '),
      worker && `${paint.label('errors')} ${errorsOf(worker)}`,
      worker && `${paint.label('loop')} ${Math.round(worker.eventLoopUtilization * 100)}%`,
      worker && `${paint.label('GC')} ${Math.round(worker.gcShare * 100)}%`,
    ]
      .filter(Boolean)
      .join(dot),
  ];
  if (!worker) return lines;
  if (died) lines.push(died);
  // Charts have the most of it.
  const memory = memoryOf(worker);
  return [
    ...lines,
    firstThatFits(
      lagOf(worker).map(lag => `${lag}${dot}${memory}`),
      columns,
    ),
  ];
}

/** What is wrong with it, the worst first. */
export function workerFinding({findings}: Snapshot, slot: number, glyphs: Glyphs): string {
  const [worst, ...others] = findings.filter(finding => finding.slot === slot);
  if (!worst) return '';
  const more = others.length > 0 ? ` (and ${others.length} more)` : '';
  const text = `${severityGlyph(worst.severity, glyphs)} ${sanitize(worst.text)}${more}`;
  return severityPaint[worst.severity](text);
}

function stateText(slot: SlotSnapshot, worker: WorkerSnapshot | null, glyphs: Glyphs): string {
  const [glyph, word, color] = stateOf(slot, worker, glyphs);
  const where = worker?.stuckWhere ? ` ${sanitize(worker.stuckWhere)}` : '';
  return color(`${glyph} ${word}${where}`);
}

function nowOf({pid, startedAt, connections, requests}: WorkerSnapshot, now: number): string[] {
  return [
    `pid ${pid}`,
    `up ${span(now - startedAt)}`,
    plural(connections.open, 'connection'),
    `${count(requests.inFlight)} in flight`,
  ];
}

/** In full, and what matters most of it. */
function lagOf({eventLoopDelay: {p50Ms, p99Ms, maxMs}}: WorkerSnapshot): string[] {
  const label = paint.label('loop lag');
  const p99 = `p99 ${latency(p99Ms)} in ${DELAY_WINDOW_S} s`;
  // The maximum may be less than the others, which are over a longer time.
  return [`${label} p50 ${latency(p50Ms)}, ${p99}, max ${latency(maxMs)} in 1 s`, `${label} ${p99}`];
}

/** Where it is going, too, once there is enough to tell. */
function memoryOf({rssBytes, memoryTrend}: WorkerSnapshot): string {
  const text = `${paint.label('RSS')} ${sizeInWords(rssBytes)}`;
  if (!memoryTrend) return text;
  const {rssBytesPerMinute, heapUsedBytesPerMinute, looksLikeLeak} = memoryTrend;
  const slopeOf = (growth: number) => {
    const sign = growth < 0 ? '-' : '+';
    const slope = `${sign}${(Math.abs(growth) / MEGABYTE).toFixed(1)} MB/min`;
    return (looksLikeLeak ? paint.warning : paint.plain)(slope);
  };
  return `${text}, ${slopeOf(rssBytesPerMinute)}, ${paint.label('heap')} ${slopeOf(heapUsedBytesPerMinute)}`;
}

/** During a reload, the other one in the same slot. */
function othersOf(others: readonly WorkerSnapshot[]): string {
  return others.map(({pid, phase}) => paint.warning(`pid ${pid} ${phase}`)).join(' ');
}

function errorsOf({requests}: WorkerSnapshot): string {
  return alarming(requests.byStatusClass[4] + requests.aborted);
}

function alarming(value: number): string {
  return (value > 0 ? paint.error : paint.plain)(count(value));
}
