import type {ClusterEvent} from '../api/types.js';
import {sanitize} from '../harmless-text.js';
import {clock, count, plural, span} from './format.js';
import type {Problem} from './problems.js';
import type {ViewerResult} from './viewer.js';

/** Lines of a stack that are shown for the last problem. */
const DETAIL_LINES_MAX = 8;

const ENDINGS: Record<ViewerResult['reason'], string> = {
  stopped: 'stopped',
  failed: 'has failed and is stopped',
  detached: 'runs on',
  replayed: 'was shown from a recording',
  lost: 'was lost: its master went away',
  'not-started': 'has not started',
  crashed: 'runs on, but the viewer failed',
};

/** What is left to read on the normal screen when the viewer has closed. */
export function summarize({reason, cause, error, lastSnapshot, problems, ...cluster}: ViewerResult): string {
  const lines: string[] = [];
  const name = sanitize(cluster.name);
  const how = reason === 'lost' && cause !== null ? `was lost: ${cause}` : ENDINGS[reason];
  lines.push(`clusterview: ${name} ${how}`);
  if (reason === 'not-started' && cause !== null) lines.push(sanitizeLines(cause.trimEnd()));
  if (lastSnapshot) {
    const {cluster, total, at} = lastSnapshot;
    lines.push(
      `  up ${span(at - cluster.startedAt)}, ${count(total.requests.finished)} requests answered, ${plural(total.restarts, 'restart')}`,
    );
  }
  if (reason === 'detached' || reason === 'crashed') {
    lines.push(`  see it again: clusterview attach ${name}`, `  stop it: clusterview stop ${name}`);
  }
  if (error) lines.push(sanitizeLines(error.stack ?? error.message));
  for (const problem of problems) lines.push(`  ${clock(problem.event.at)} ${wordsOf(problem)}`);
  lines.push(...detailOf(problems.at(-1)?.event));
  return `${lines.join('\n')}\n`;
}

function wordsOf({event, times, firstAt}: Problem): string {
  const message = sanitize(event.message);
  return times === 1 ? message : `${message} (${times} times since ${clock(firstAt)})`;
}

function detailOf(problem: ClusterEvent | undefined): string[] {
  if (!problem?.detail) return [];
  const lines = problem.detail.split('\n');
  const shown = lines.slice(0, DETAIL_LINES_MAX).map(line => `    ${sanitize(line)}`);
  if (lines.length > DETAIL_LINES_MAX) shown.push(`    … ${lines.length - DETAIL_LINES_MAX} lines more`);
  return shown;
}

/** Indented, each line by itself. */
export function sanitizeLines(text: string): string {
  return text
    .split('\n')
    .map(line => `  ${sanitize(line)}`)
    .join('\n');
}
