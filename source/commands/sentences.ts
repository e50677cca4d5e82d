import type {
  ClusterEvent,
  LogLine,
  ProfileResult,
  Severity,
  SlotSnapshot,
  StackResult,
} from '../api/types.js';
import {busyMsOf} from '../busy-time.js';
import {sanitize} from '../harmless-text.js';
import {plural} from '../master/naming.js';
import {sizeInWords} from '../size-in-words.js';
import {clock, count, rate, span} from '../ui/format.js';
import {glyphSets} from '../ui/theme.js';
import {stateOf} from '../ui/worker-lines.js';
import {describeFrame} from './diagnose.js';

/** More is tedious to hear. */
const FRAMES_MAX = 10;
const FUNCTIONS_MAX = 5;

const URGENCY: Partial<Record<Severity, string>> = {warning: 'Warning: ', error: 'Error: '};

/** What goes before something that is more than news. */
export function urgencyOf(severity: Severity): string {
  return URGENCY[severity] ?? '';
}

export function eventSentence({severity, message}: ClusterEvent): string {
  return `${urgencyOf(severity)}${sanitize(message)}.`;
}

/** With its time of day. */
export function pastEventSentence(event: ClusterEvent): string {
  return `${clock(event.at)}, ${eventSentence(event)}`;
}

/** `Worker 3 is ready, pid 4711, up 5m, …`: what it is at, and its figures. */
export function workerSentence(slot: SlotSnapshot, now: number): string {
  const {worker, lastDeath, total, restarts} = slot;
  const [, state] = stateOf(slot, worker, glyphSets.ascii);
  const ofSlot = [
    `${count(total.requests)} answered by its slot`,
    plural(restarts, 'restart'),
    ...(lastDeath ? [`last died of ${sanitize(lastDeath.words)}`] : []),
  ];
  if (!worker) return `Worker ${slot.slot}: ${state}, ${ofSlot.join(', ')}.`;
  const {pid, startedAt, cpuPercent, rssBytes, connections, requests} = worker;
  const figures = [
    `pid ${pid}`,
    `up ${span(now - startedAt)}`,
    `CPU ${Math.round(cpuPercent)} percent`,
    `memory ${sizeInWords(rssBytes)}`,
    plural(connections.open, 'connection'),
    `${rate(requests.perSecond)} requests a second`,
  ];
  return `Worker ${slot.slot}: ${[state, ...figures, ...ofSlot].join(', ')}.`;
}

export function lineSentence({slot, stream, text}: LogLine): string {
  return `Worker ${slot}${stream === 'stderr' ? ', as an error' : ''}: ${sanitize(text)}`;
}

/** What runs first, then what called it. */
export function stackSentences({slot, message, frames}: StackResult): string[] {
  if (frames.length === 0) return [`${sanitize(message)}.`];
  const shown = frames.slice(0, FRAMES_MAX);
  const more = frames.length - shown.length;
  return shown.map((frame, index) => {
    const where = sanitize(describeFrame(frame));
    const end = more > 0 && index === shown.length - 1 ? `, called by ${more} more` : '';
    return index === 0 ? `Worker ${slot} runs ${where}${end}.` : `Called by ${where}${end}.`;
  });
}

/** Where its time went, the most first. */
export function profileSentences(result: ProfileResult): string[] {
  const {slot, durationMs, topFunctions, file} = result;
  const busyMs = busyMsOf(result);
  const part = (ms: number, whole: number) => Math.round((100 * ms) / whole);
  return [
    `Worker ${slot} was busy for ${part(busyMs, durationMs)} percent of ${(durationMs / 1000).toFixed(1)} s.`,
    ...topFunctions.slice(0, FUNCTIONS_MAX).map(entry => {
      return `${part(entry.selfMs, busyMs)} percent of that in ${sanitize(describeFrame(entry))}.`;
    }),
    `All of it is in ${sanitize(file)}.`,
  ];
}
