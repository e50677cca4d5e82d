import type {
  ClusterEvent,
  HeapResult,
  InspectResult,
  ProfileResult,
  RoutesAnswer,
  StackFrame,
  StackResult,
} from '../api/types.js';
import {busyMsOf} from '../busy-time.js';
import {sanitize} from '../harmless-text.js';
import {routeLines} from '../route-lines.js';
import {sizeInWords} from '../size-in-words.js';
import {count, latency, moment, percent} from './format.js';
import {bindingsFor, type ViewerMode} from './keymap.js';
import {legend} from './legend.js';
import {toWidth, wrap} from './text.js';
import {paint} from './theme.js';
import type {Report} from './ui-state.js';
import type {View} from './views.js';

const SHARE_COLUMNS = 7;
const TIME_COLUMNS = 10;
const LABEL_COLUMNS = 9;

/** The app's own calls stand out. */
export function stackReport({slot, pid, frames}: StackResult): Report {
  return {
    title: `stack of worker ${slot} (pid ${pid})`,
    lines: frames.map(frame => {
      const text = `${nameOf(frame)}  ${placeOf(frame)}`;
      return frame.origin === 'app' ? paint.strong(text) : paint.label(text);
    }),
  };
}

/** Functions by the time that they took themselves. */
export function profileReport(result: ProfileResult): Report {
  const {slot, pid, durationMs, garbageCollectionMs, programMs, topFunctions, file} = result;
  const busyMs = busyMsOf(result);
  const share = (ms: number) => percent((100 * ms) / busyMs);
  const row = (ms: number, totalMs: number | null, text: string) =>
    toWidth(share(ms), SHARE_COLUMNS, 'right') +
    toWidth(`${count(ms)} ms`, TIME_COLUMNS, 'right') +
    toWidth(totalMs === null ? '' : share(totalMs), SHARE_COLUMNS, 'right') +
    `  ${text}`;
  const head = `${toWidth('SELF', SHARE_COLUMNS + TIME_COLUMNS, 'right')}${toWidth('TOTAL', SHARE_COLUMNS, 'right')}  FUNCTION`;
  return {
    title: `CPU profile of worker ${slot} (pid ${pid}): busy ${percent((100 * busyMs) / durationMs)} of ${(durationMs / 1000).toFixed(1)} s`,
    lines: [
      paint.label(head),
      ...topFunctions.map(entry => {
        const text = row(entry.selfMs, entry.totalMs, `${nameOf(entry)}  ${placeOf(entry)}`);
        return entry.origin === 'app' ? paint.strong(text) : text;
      }),
      paint.label(row(garbageCollectionMs, null, 'garbage collection')),
      paint.label(row(programMs, null, 'native code without a function')),
      '',
      `all of it, for DevTools: ${sanitize(file)}`,
    ],
  };
}

export function heapReport({slot, pid, file, sizeBytes, pausedMs}: HeapResult): Report {
  return {
    title: `heap snapshot of worker ${slot} (pid ${pid})`,
    lines: [`${sizeInWords(sizeBytes)}; the worker stood still for ${latency(pausedMs)}`, '', sanitize(file)],
  };
}

/** Of one that is open. */
export function inspectorReport({slot, pid, url, devtoolsUrl}: InspectResult): Report {
  return {
    title: `inspector of worker ${slot} (pid ${pid})`,
    lines: [
      'open for every user of this machine until it is closed: d',
      '',
      url!,
      '',
      `in Chrome: ${devtoolsUrl}`,
    ],
  };
}

/** Of one worker, or of all with `null`. */
export function routesReport(slot: number | null, answer: RoutesAnswer): Report {
  return {
    title: `routes of ${slot === null ? 'all workers' : `worker ${slot}`} in the last minute`,
    lines: routeLines(answer).map(line => sanitize(line)),
  };
}

/** An event with all that it brings, in rows of so many columns. */
export function eventReport({at, kind, message, detail}: ClusterEvent, columns: number): Report {
  const lines = [message, ...(detail ? ['', ...detail.split('\n')] : [])];
  return {
    title: `${kind}, ${moment(at)}`,
    lines: lines.flatMap(line => wrap(sanitize(line, Number.POSITIVE_INFINITY), columns)),
  };
}

/** All keys of a view, from the keymap, and its words, in rows of so many columns. */
export function helpReport(mode: ViewerMode, view: View, columns: number, hasSeveral: boolean): Report {
  const entry = (label: string, help: string) =>
    wrap(help, columns - LABEL_COLUMNS - 1).map((row, index) => {
      return `${paint.accent(toWidth(index === 0 ? label : '', LABEL_COLUMNS))} ${row}`;
    });
  const words = legend.filter(({views}) => views.includes(view));
  return {
    title: 'help',
    toggle: '?',
    lines: [
      ...bindingsFor(mode, view, hasSeveral).flatMap(({label, help}) => entry(label, help)),
      ...(words.length > 0 ? [''] : []),
      ...words.flatMap(({word, meaning}) => entry(word, meaning)),
    ],
  };
}

function nameOf(frame: StackFrame): string {
  return sanitize(frame.function || '(without a name)');
}

function placeOf({file, line}: StackFrame): string {
  return file ? sanitize(`${file}:${line}`) : '';
}
