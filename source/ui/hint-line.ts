import {bindingsFor, type ViewerMode} from './keymap.js';
import {sanitize, spread, widthOf} from './text.js';
import {type Glyphs, paint, severityGlyph, severityPaint} from './theme.js';
import type {Notice} from './ui-state.js';

/** The last line: what was just done, or else what can be done. */
export function hintLine(notice: Notice | null, mode: ViewerMode, columns: number, glyphs: Glyphs): string {
  if (notice) {
    const text = ` ${severityGlyph(notice.severity, glyphs)} ${sanitize(notice.text)}`;
    return spread(severityPaint[notice.severity](text), paint.label('? help '), columns, glyphs.ellipsis);
  }
  const hints: string[] = [];
  let used = 1;
  for (const {label, hint} of bindingsFor(mode)) {
    if (!hint) continue;
    const text = `${paint.accent(label)} ${hint}`;
    if (used + widthOf(text) + 2 > columns) break;
    hints.push(text);
    used += widthOf(text) + 2;
  }
  return ` ${hints.join('  ')}`;
}
