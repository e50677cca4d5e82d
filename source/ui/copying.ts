import type {ClusterEvent, LogLine, SlotSnapshot} from '../api/types.js';
import {plainLine, sanitize} from '../harmless-text.js';
import {moment} from './format.js';
import {glyphSets} from './theme.js';
import {workerColumns} from './worker-columns.js';
import {stateOf} from './worker-lines.js';

/** More is cut off: terminals take only so much at once. */
const COPY_BYTES_MAX = 64 * 1024;

/** What tells a terminal to put text into its clipboard (OSC 52). */
export function clipboardSequence(text: string): string {
  const bytes = Buffer.alloc(Math.min(COPY_BYTES_MAX, Buffer.byteLength(text)));
  // Unlike a slice of all bytes, this writes no part of a character.
  const written = bytes.write(text);
  return `\u001b]52;c;${bytes.subarray(0, written).toString('base64')}\u0007`;
}

/** `worker 3: ready, PID 4711, CPU 12%, …`: the row of the table with all of its columns. */
export function slotText(slot: SlotSnapshot, now: number): string {
  const glyphs = glyphSets.ascii;
  const {worker} = slot;
  const [, state] = stateOf(slot, worker, glyphs);
  const context = {now, restarts: slot.restarts, totalRequests: slot.total.requests, glyphs};
  const figures = worker
    ? workerColumns
        .filter(({title}) => title !== '')
        .map(({title, cell}) => `${title} ${plainLine(cell(worker, context)).trim()}`)
    : [];
  const died = slot.lastDeath ? [`last died: ${sanitize(slot.lastDeath.words)}`] : [];
  return `worker ${slot.slot}: ${[state, ...figures, ...died].join(', ')}`;
}

/** With all that the event brings. */
export function eventText({at, message, detail}: ClusterEvent): string {
  const lines = [`${moment(at)} ${message}`, ...(detail === null ? [] : detail.split('\n'))];
  return lines.map(plainLine).join('\n');
}

export function logText({at, slot, text}: LogLine): string {
  return `${moment(at)} worker ${slot}: ${plainLine(text)}`;
}
