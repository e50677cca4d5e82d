import {distributionPane} from './distribution-pane.js';
import {eventLines, failureLines} from './event-lines.js';
import {findingsLine} from './findings-line.js';
import {plural} from './format.js';
import {scrollOffset} from './layout.js';
import {FRAME_COLUMNS, pane} from './pane.js';
import {reloadOutcome, reloadPane} from './reload-pane.js';
import {reloadStatus} from './reload-status.js';
import type {Scene} from './scene.js';
import {filterOf, markedSlots, visibleSlots} from './table-state.js';
import {paint} from './theme.js';
import {workerLine, workerRows, workersStatus, workerTableHead} from './worker-lines.js';
import {sortWords} from './worker-sort.js';

/** The workers view: workers, a reload while there is one, distribution, events. */
export function workersScreen(scene: Scene): string[] {
  const hasFailed = scene.view.snapshot.cluster.state === 'failed';
  if (hasFailed) return [...workersPane(scene), ...reloadPane(scene), ...failurePane(scene)];
  return [
    ...workersPane(scene),
    ...reloadPane(scene),
    ...(scene.layout.distributionRows > 0 ? distributionPane(scene) : []),
    ...eventsPane(scene),
  ];
}

function workersPane(scene: Scene): string[] {
  const {view, ui, layout, columns, slot: selected, glyphs} = scene;
  const {snapshot} = view;
  const slots = visibleSlots(snapshot.slots, ui.table);
  const rows = workerRows(slots);
  const {marked} = ui.table;
  const markedCount = markedSlots(snapshot.slots, ui.table).length;
  const filter = filterOf(ui.table);
  const title = [
    'workers',
    sortWords(ui.table.sort, glyphs),
    filter && `${slots.length} of ${snapshot.slots.length} shown: ${filter}`,
    markedCount > 0 && `${markedCount} marked`,
  ];
  const selectedRow = rows.findIndex(({slot, isChild}) => slot.slot === selected && !isChild);
  const offset = scrollOffset(0, Math.max(0, selectedRow), layout.tableRows, rows.length);
  const shown = rows.slice(offset, offset + layout.tableRows);
  const position =
    rows.length > shown.length
      ? paint.label(`rows ${offset + 1}-${offset + shown.length} of ${rows.length} ${glyphs.separator} `)
      : '';
  const ready = workersStatus(snapshot.slots, snapshot.cluster.workers, glyphs);
  return pane({
    title: title.filter(Boolean).join(` ${glyphs.separator} `),
    status: reloadStatus(snapshot.reload, glyphs) ?? position + ready,
    footer:
      findingsLine(snapshot, columns - FRAME_COLUMNS, glyphs) ||
      (layout.reloadRows === 0 && reloadOutcome(scene)) ||
      '',
    lines: [
      workerTableHead(layout.innerColumns, ui.table.sort, glyphs),
      ...shown.map(row =>
        workerLine(row, {
          isSelected: row.slot.slot === selected,
          isMarked: marked.includes(row.slot.slot),
          columns: layout.innerColumns,
          now: snapshot.at,
          glyphs,
        }),
      ),
      ...(rows.length === 0 ? [paint.label('no worker is like that; Esc shows all')] : []),
    ],
    columns,
    rows: layout.tableRows + 1,
    glyphs,
  });
}

function eventsPane({view: {events, snapshot}, layout, columns, glyphs}: Scene): string[] {
  const {crashes, restarts} = snapshot.total;
  const figures = [
    (crashes > 0 ? paint.error : paint.label)(plural(crashes, 'crash', 'crashes')),
    (restarts > 0 ? paint.warning : paint.label)(plural(restarts, 'restart')),
    ...layout.hidden.map(name => paint.label(`${name} hidden`)),
  ];
  return pane({
    title: 'events',
    status: figures.join(` ${glyphs.separator} `),
    lines: eventLines(events, layout.eventRows, glyphs),
    columns,
    rows: layout.eventRows,
    glyphs,
  });
}

/** In place of distribution and events: what keeps the cluster from running matters more than either. */
function failurePane({view: {events}, replay, layout, columns, glyphs}: Scene): string[] {
  const rows = layout.eventRows + (layout.distributionRows > 0 ? layout.distributionRows + 2 : 0);
  return pane({
    title: 'why it does not run',
    status: replay ? '' : paint.label('r, R try again'),
    lines: failureLines(events, layout.innerColumns, rows, glyphs),
    columns,
    rows,
    glyphs,
    borderPaint: paint.error,
  });
}
