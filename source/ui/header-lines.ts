import type {Snapshot} from '../api/types.js';
import {sanitize} from '../harmless-text.js';
import {sizeInWords} from '../size-in-words.js';
import {sparkline} from './chart.js';
import {count, latency, percent, rate, span} from './format.js';
import {firstThatFits, spread, widthOf} from './text.js';
import {type Glyphs, loadPaint, paint} from './theme.js';

const SPARK_COLUMNS_MAX = 40;
const GAP_COLUMNS = 1;

/** The head of the screen: how the cluster and its host are doing, the most important first. */
export function headerLines(
  snapshot: Snapshot,
  requestRates: readonly number[],
  columns: number,
  rows: number,
  glyphs: Glyphs,
): string[] {
  return [
    trafficLine(snapshot, requestRates, columns, glyphs),
    hostLine(snapshot, columns, glyphs),
    clusterLine(snapshot, columns, glyphs),
  ].slice(0, rows);
}

function trafficLine(
  {total}: Snapshot,
  requestRates: readonly number[],
  columns: number,
  glyphs: Glyphs,
): string {
  const {requests, latency: times, connections} = total;
  const failed = requests.byStatusClass[4] + requests.aborted;
  const figures = [
    `${paint.label('p50')} ${latency(times.p50Ms)}  ${paint.label('p99')} ${paint.strong(latency(times.p99Ms))}`,
    `${paint.label('errors')} ${(failed > 0 ? paint.error : paint.plain)(count(failed))}`,
    `${paint.label('conns')} ${count(connections.open)}`,
  ].join('   ');
  const left = `${paint.strong(rate(requests.perSecond))} ${paint.label('req/s')} `;
  const room = Math.min(SPARK_COLUMNS_MAX, columns - widthOf(left) - widthOf(figures) - 3);
  const spark = room >= 8 ? paint.accent(sparkline(requestRates, room, glyphs)) : '';
  return spread(left + spark, figures, columns, glyphs.ellipsis);
}

function hostLine({host, master}: Snapshot, columns: number, glyphs: Glyphs): string {
  const {memory, loadAverage, cores, usableCores} = host;
  const limit = usableCores < cores ? `, ${usableCores} usable` : '';
  const used = memory.usedBytes / memory.totalBytes;
  const figures = [
    `${paint.label('host cpu')} ${loadPaint(host.cpuPercent / 100)(percent(host.cpuPercent))} ${paint.label(`of ${cores} cores${limit}`)}`,
    `${paint.label('mem')} ${loadPaint(used)(sizeInWords(memory.usedBytes))}${paint.label(` of ${sizeInWords(memory.totalBytes)}`)}`,
    `${paint.label('load')} ${loadAverage[0].toFixed(2)}`,
  ];
  const right = `${paint.label('master')} ${percent(master.cpuPercent)} ${sizeInWords(master.rssBytes)}`;
  const lefts = [figures, figures.slice(0, -1)].map(shown => shown.join('  '));
  const left = firstThatFits(lefts, columns - widthOf(right) - GAP_COLUMNS);
  return spread(left, right, columns, glyphs.ellipsis);
}

function clusterLine({cluster, host, total, at}: Snapshot, columns: number, glyphs: Glyphs): string {
  const listeners = cluster.listeners.map(({address, held}) =>
    held > 0 ? `${sanitize(address)} ${paint.warning(`(${count(held)} held)`)}` : sanitize(address),
  );
  const nothing = cluster.state === 'stopping' ? 'nothing any more' : 'nothing yet';
  const left = [
    `${paint.label('listens on')} ${listeners.length > 0 ? listeners.join(', ') : nothing}`,
    `${paint.label('served')} ${count(total.requests.finished)}`,
    `${paint.label('up')} ${span(at - cluster.startedAt)}`,
  ].join('   ');
  const right = paint.label(
    [`node ${cluster.nodeVersion}`, sanitize(host.container ?? host.os)].join(` ${glyphs.separator} `),
  );
  return spread(left, right, columns, glyphs.ellipsis);
}
