import {sanitize} from '../harmless-text.js';
import {type Binding, bindingsFor, type Command, type ViewerMode} from './keymap.js';
import {firstThatFits, spread, widthOf} from './text.js';
import {type Glyphs, paint, severityGlyph, severityPaint} from './theme.js';
import type {TypedPattern} from './typed-pattern.js';
import type {Notice} from './ui-state.js';
import type {View} from './views.js';

const GAP = '  ';
/** The space and the sign in front of what is typed, and the cursor and the space behind it. */
const PROMPT_COLUMNS = 4;
/** Around what is said of the keys beside it. */
const HELP_AIR_COLUMNS = 3;
const FILTER_HELPS = [
  'number, pid (from 3 digits on) or state; Enter keeps, Esc leaves',
  'number, pid (3 digits), state; Enter keeps',
  'Enter keeps, Esc leaves',
];
const SEARCH_HELPS = ['Enter finds, Esc leaves'];
const ALWAYS: ReadonlySet<Command> = new Set(['help', 'quit']);

/** The last line: what was just done, or else what can be done in this view. */
export function hintLine(
  notice: Notice | null,
  mode: ViewerMode,
  view: View,
  columns: number,
  glyphs: Glyphs,
): string {
  if (notice) {
    const text = ` ${severityGlyph(notice.severity, glyphs)} ${sanitize(notice.text)}`;
    return spread(severityPaint[notice.severity](text), paint.label('? help '), columns, glyphs.ellipsis);
  }
  const bindings = bindingsFor(mode, view, false).filter(({hint}) => hint);
  // The way out, and where all the other keys are told, come first where there is little room.
  const always = bindings.filter(({command}) => ALWAYS.has(command)).map(hintOf);
  let room = columns - 1 - widthOf(always.join(GAP));
  const hints: string[] = [];
  for (const binding of bindings) {
    if (ALWAYS.has(binding.command)) continue;
    const text = hintOf(binding);
    room -= widthOf(text + GAP);
    if (room < 0) break;
    hints.push(text);
  }
  return ` ${[...hints, ...always].join(GAP)}`;
}

/** In place of the last line: what is being typed, always its end. */
export function promptLine({what, text: typed}: TypedPattern, columns: number, glyphs: Glyphs): string {
  const helps = what === 'filter' ? FILTER_HELPS : SEARCH_HELPS;
  const helpRoom = columns - PROMPT_COLUMNS - widthOf(sanitize(typed)) - HELP_AIR_COLUMNS;
  const help = `  ${firstThatFits(helps, helpRoom)} `;
  const room = columns - PROMPT_COLUMNS - help.length;
  let shown = sanitize(typed);
  while (widthOf(shown) > room) shown = shown.slice(1);
  const text = ` ${paint.accent('/')}${shown}${paint.selected(glyphs.cursor)}`;
  return spread(text, paint.label(help), columns, glyphs.ellipsis);
}

function hintOf({label, hint}: Binding): string {
  return `${paint.accent(label)} ${hint}`;
}
