import type {ClusterEvent} from '../api/types.js';
import {eventLine} from './event-lines.js';
import {passingEvents, selectedIndex, type Threshold} from './events-state.js';
import {count, plural} from './format.js';
import {scrollOffset} from './layout.js';
import {pane} from './pane.js';
import type {Scene} from './scene.js';
import {toWidth} from './text.js';
import {type Glyphs, paint} from './theme.js';

const THRESHOLD_WORDS: Record<Threshold, string> = {
  info: 'all',
  warning: 'warnings and errors',
  error: 'errors',
};

/** The events view: what has happened, the newest last. */
export function eventsScreen({view, ui, layout, columns, glyphs}: Scene): string[] {
  const {least, kind, selected} = ui.events;
  const events = passingEvents(view.events, ui.events);
  const index = selectedIndex(ui.events, events);
  // The newest stand at the bottom, and what is selected is in sight.
  const last = Math.max(0, events.length - layout.paneRows);
  const offset = scrollOffset(last, index, layout.paneRows, events.length);
  const shown = events.slice(offset, offset + layout.paneRows);
  const newer = Math.max(0, events.length - 1 - index);
  const follows = selected === null;
  const position = `${count(Math.min(index + 1, events.length))} of ${plural(events.length, 'event')}`;
  return pane({
    title: ['events', THRESHOLD_WORDS[least], kind].filter(Boolean).join(` ${glyphs.separator} `),
    status: `${position} ${glyphs.separator} ${follows ? paint.good('follows') : paint.warning(`stands still, ${count(newer)} newer`)}`,
    lines:
      events.length === 0
        ? [
            paint.label(
              view.events.length === 0 ? 'nothing has happened yet' : 'none of these; e and t show others',
            ),
          ]
        : shown.map((event, row) => line(event, offset + row === index, layout.innerColumns, glyphs)),
    columns,
    rows: layout.paneRows,
    glyphs,
  });
}

/** With a mark where it is selected, and a sign where Enter shows more than the line does. */
function line(event: ClusterEvent, isSelected: boolean, columns: number, glyphs: Glyphs): string {
  const mark = isSelected ? paint.selected(`${glyphs.selected} `) : '  ';
  const text = eventLine(event, glyphs);
  const more = event.detail === null ? '' : ` +${plural(event.detail.split('\n').length, 'line')}`;
  return mark + toWidth(text, columns - 2 - more.length, 'left', glyphs.ellipsis) + paint.accent(more);
}
