import {count, plural} from './format.js';
import {visibleLogRows} from './log-lines.js';
import {readLogs, selectedLine} from './log-reading.js';
import {pane} from './pane.js';
import type {Scene} from './scene.js';
import {type Glyphs, paint} from './theme.js';

/** The logs view: what the workers write, the newest last. */
export function logsScreen({view, ui, layout, columns, slot, glyphs}: Scene): string[] {
  const {logs} = view;
  const {onlySelected, match, onlyMatches, isBare} = ui.logs;
  const reading = readLogs(logs, ui.logs, slot, layout, glyphs);
  const {lines, found, pattern, place, rows, style} = reading;
  // Without borders, nothing is to be in the terminal's own selection but lines.
  const marked = isBare ? match : (selectedLine(reading, ui.logs)?.id ?? null);
  const follows = logs.isHeld
    ? paint.warning(`stands still, ${count(logs.newer)} newer`)
    : paint.good('follows');
  const body =
    lines.length === 0
      ? [paint.label(logs.lines.length === 0 ? 'no lines yet' : 'no line has the pattern')]
      : visibleLogRows(lines, place, rows, style, marked);
  if (isBare) return [...body, ...Array.from({length: rows - body.length}, () => ' ')];
  const number = match === null ? 0 : found.findIndex(index => lines[index]!.id === match) + 1;
  const counted =
    number > 0 ? `match ${count(number)} of ${count(found.length)}` : plural(found.length, 'line');
  const matching = `${counted} with "${pattern}"${onlyMatches ? ', others left out' : ''}`;
  return pane({
    title: `logs ${glyphs.separator} ${onlySelected ? `worker ${slot}` : 'all workers'}`,
    status: `${plural(logs.lines.length, 'line')} ${glyphs.separator} ${follows}`,
    footer: [pattern && paint.accent(matching), skippedText(logs.skipped, glyphs)]
      .filter(Boolean)
      .join(` ${glyphs.separator} `),
    lines: body,
    columns,
    rows,
    glyphs,
  });
}

function skippedText(skipped: number, glyphs: Glyphs): string {
  if (skipped === 0) return '';
  return paint.warning(`${glyphs.warning} ${plural(skipped, 'line')} came too fast and are left out`);
}
