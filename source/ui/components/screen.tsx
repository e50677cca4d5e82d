import type {Snapshot} from '../../api/types.js';
import type {ReplayStatus} from '../../replay/replay.js';
import {distributionLines, fairnessStatus} from '../distribution-lines.js';
import {eventLines, failureLines} from '../event-lines.js';
import {findingsLine} from '../findings-line.js';
import {plural} from '../format.js';
import {headerLines} from '../header-lines.js';
import {type Layout, scrollOffset} from '../layout.js';
import {pane} from '../pane.js';
import {reloadStatus} from '../reload-status.js';
import {replayStatus} from '../replay-status.js';
import type {ClusterView} from '../store.js';
import {sanitize} from '../text.js';
import {type Glyphs, paint, statePaint} from '../theme.js';
import {workerLine, workerRows, workersStatus, workerTableHead} from '../worker-lines.js';
import {Rows} from './rows.js';

interface ScreenProps {
  readonly view: ClusterView & {readonly snapshot: Snapshot};
  /** Set where the view is that of a recording. */
  readonly replay: ReplayStatus | null;
  readonly layout: Layout;
  readonly columns: number;
  /** Number of the selected slot. */
  readonly selected: number;
  readonly glyphs: Glyphs;
}

/** The workers view: cluster and host, workers, distribution, events. */
export function Screen({view, replay, layout, columns, selected, glyphs}: ScreenProps) {
  const {snapshot} = view;
  const hasFailed = snapshot.cluster.state === 'failed';
  const lines = [
    ...headerPane(view, replay, layout, columns, glyphs),
    ...workersPane(snapshot, layout, columns, selected, glyphs),
    ...(layout.distributionRows > 0 && !hasFailed ? distributionPane(snapshot, layout, columns, glyphs) : []),
    ...(hasFailed
      ? failurePane(view, replay, layout, columns, glyphs)
      : eventsPane(view, layout, columns, glyphs)),
  ];
  return <Rows lines={lines} />;
}

type View = ScreenProps['view'];

function headerPane(
  {snapshot, requestRates, connected}: View,
  replay: ReplayStatus | null,
  layout: Layout,
  columns: number,
  glyphs: Glyphs,
) {
  const {cluster} = snapshot;
  const state = connected ? statePaint[cluster.state](cluster.state) : paint.error('master does not answer');
  const status = [state, cluster.policy, `generation ${cluster.generation}`];
  if (replay) status.unshift(...replayStatus(replay, glyphs));
  return pane({
    title: `${replay ? 'replay' : 'clusterview'} ${glyphs.separator} ${sanitize(cluster.name)}`,
    status: status.join(` ${glyphs.separator} `),
    lines: headerLines(snapshot, requestRates, layout.innerColumns, layout.headerRows, glyphs),
    columns,
    rows: layout.headerRows,
    glyphs,
  });
}

function workersPane(snapshot: Snapshot, layout: Layout, columns: number, selected: number, glyphs: Glyphs) {
  const rows = workerRows(snapshot.slots);
  const selectedRow = rows.findIndex(({slot, isChild}) => slot.slot === selected && !isChild);
  const offset = scrollOffset(0, Math.max(0, selectedRow), layout.tableRows, rows.length);
  const shown = rows.slice(offset, offset + layout.tableRows);
  const position =
    rows.length > shown.length
      ? paint.label(`rows ${offset + 1}-${offset + shown.length} of ${rows.length} ${glyphs.separator} `)
      : '';
  const ready = workersStatus(snapshot.slots, snapshot.cluster.workers, glyphs);
  return pane({
    title: 'workers',
    status: reloadStatus(snapshot.reload, glyphs) ?? position + ready,
    footer: findingsLine(snapshot, glyphs),
    lines: [
      workerTableHead(layout.innerColumns),
      ...shown.map(row =>
        workerLine(row, row.slot.slot === selected, layout.innerColumns, snapshot.at, glyphs),
      ),
    ],
    columns,
    rows: layout.tableRows + 1,
    glyphs,
  });
}

function distributionPane(snapshot: Snapshot, layout: Layout, columns: number, glyphs: Glyphs) {
  return pane({
    title: 'distribution, last minute',
    status: fairnessStatus(snapshot, glyphs),
    lines: distributionLines(snapshot, layout.innerColumns, layout.distributionRows, glyphs),
    columns,
    rows: layout.distributionRows,
    glyphs,
  });
}

function eventsPane({events, snapshot}: View, layout: Layout, columns: number, glyphs: Glyphs) {
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
function failurePane(
  {events}: View,
  replay: ReplayStatus | null,
  layout: Layout,
  columns: number,
  glyphs: Glyphs,
) {
  const rows = layout.eventRows + (layout.distributionRows > 0 ? layout.distributionRows + 2 : 0);
  return pane({
    title: 'why it does not run',
    status: replay ? '' : paint.label('r, R try again'),
    lines: failureLines(events, rows, glyphs),
    columns,
    rows,
    glyphs,
    borderPaint: paint.error,
  });
}
