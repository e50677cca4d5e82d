import type {ReplayStatus} from '../replay/replay.js';
import {moment, plural, position} from './format.js';
import {summarize} from './summary.js';
import {sanitize} from './text.js';
import type {ViewerResult} from './viewer.js';

export interface ReplaySubject {
  readonly file: string;
  /** Of the cluster. */
  readonly name: string;
  readonly damagedChapters: number;
}

/** What is left to read when a replay has closed: what the recording was, and how far it was watched. */
export function summarizeReplay(
  result: ViewerResult,
  {file, name, damagedChapters}: ReplaySubject,
  {at, startsAt, endsAt}: ReplayStatus,
): string {
  if (result.reason === 'crashed') return summarize(result);
  const lines = [
    `clusterview: a recording of ${sanitize(name)}, watched up to ${position(at - startsAt)} of ${position(endsAt - startsAt)}`,
    `  ${sanitize(file)}: from ${moment(startsAt)} to ${moment(endsAt)}`,
  ];
  if (damagedChapters > 0) lines.push(`  ${plural(damagedChapters, 'part')} of it cannot be read`);
  return `${lines.join('\n')}\n`;
}
