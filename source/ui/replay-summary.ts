import {sanitize} from '../harmless-text.js';
import type {ReplayStatus} from '../replay/replay.js';
import {moment, plural, position} from './format.js';
import {sanitizeLines} from './summary.js';
import type {ViewerResult} from './viewer.js';

export interface ReplaySubject {
  readonly file: string;
  /** Of the cluster. */
  readonly name: string;
  readonly damagedChapters: number;
}

/** What is left to read when a replay has closed: what the recording was, and how far it was watched. */
export function summarizeReplay(
  {error}: ViewerResult,
  {file, name, damagedChapters}: ReplaySubject,
  {at, startsAt, endsAt}: ReplayStatus,
): string {
  const lines = [
    `clusterview: a recording of ${sanitize(name)}, watched up to ${position(at - startsAt)} of ${position(endsAt - startsAt)}`,
    `  ${sanitize(file)}: from ${moment(startsAt)} to ${moment(endsAt)}`,
  ];
  if (damagedChapters > 0) lines.push(`  ${plural(damagedChapters, 'part')} of it cannot be read`);
  if (error) lines.push('  the viewer failed:', sanitizeLines(error.stack ?? error.message));
  return `${lines.join('\n')}\n`;
}
