import {Box, Text} from 'ink';
import {type Ref, useImperativeHandle, useSyncExternalStore} from 'react';
import type {Clusters} from '../clusters.js';
import {distributionSpans} from '../distribution.js';
import {hintLine, promptLine} from '../hint-line.js';
import {type Typing, useCommands} from '../hooks/use-commands.js';
import {useReplayStatus} from '../hooks/use-replay-status.js';
import {useWatched} from '../hooks/use-watched.js';
import {COLUMNS_MIN, computeLayout, ROWS_MIN} from '../layout.js';
import {reloadSlots} from '../reload-pane.js';
import {selectedSlot} from '../selected-slot.js';
import type {Session} from '../session.js';
import {type Glyphs, paint} from '../theme.js';
import {typedPattern} from '../typed-pattern.js';
import {unseenScreen} from '../unseen-screen.js';
import {computeWorkerLayout} from '../worker-layout.js';
import {workerRows} from '../worker-lines.js';
import {Choice} from './choice.js';
import {ClustersChoice} from './clusters-choice.js';
import {ClustersLine} from './clusters-line.js';
import {Question} from './question.js';
import {Reader, reportColumnsIn, reportRowsIn} from './reader.js';
import {Rows} from './rows.js';
import {Screen} from './screen.js';

interface ClusterAppProps {
  readonly session: Session;
  /** All of the viewer. */
  readonly clusters: Clusters;
  /** Otherwise another one is: nothing is drawn, and all stays as it is. */
  readonly isShown: boolean;
  readonly columns: number;
  readonly rows: number;
  readonly glyphs: Glyphs;
  /** Takes what is typed. */
  readonly ref: Ref<Typing>;
}

const never = () => () => {};

/** One cluster, on all of the screen. */
export function ClusterApp({session, clusters, isShown, columns, rows, glyphs, ref}: ClusterAppProps) {
  const {store} = session;
  const view = useSyncExternalStore(isShown ? store.subscribe : never, store.getView);
  const replay = useReplayStatus(session.replay);
  const mode = replay ? 'replay' : 'live';
  const {snapshot} = view;
  const layout = computeLayout({
    columns,
    rows,
    slots: snapshot?.slots.length ?? 1,
    tableRows: snapshot ? workerRows(snapshot.slots).length : 1,
    spans: snapshot ? distributionSpans(snapshot).length : 1,
    reloadSlots: snapshot ? reloadSlots({...view, snapshot}) : 0,
    clusterRows: clusters.areSeveral ? 1 : 0,
  });
  const {ui, typing, send} = useCommands(session, clusters, {
    layout,
    reportRows: reportRowsIn(rows),
    reportColumns: reportColumnsIn(columns),
  });
  useImperativeHandle(ref, () => typing);

  const slot = selectedSlot(ui, snapshot);
  const typed = typedPattern(ui);
  const showsItsLogs = computeWorkerLayout(columns, layout.bodyRows).logRows > 0;
  useWatched(session, ui, slot, showsItsLogs, isShown, send);

  if (!isShown) return null;
  if (layout.tooSmall) {
    const needed = `clusterview needs ${COLUMNS_MIN}${glyphs.times}${ROWS_MIN}, this is ${columns}${glyphs.times}${rows}`;
    return <Text wrap="truncate">{needed}</Text>;
  }
  if (!snapshot && !clusters.areSeveral) {
    const waiting = mode === 'live' ? ' waiting for the master …' : ' reading the recording …';
    return <Rows lines={[paint.label(waiting)]} glyphs={glyphs} />;
  }
  // The one where the key was pressed may have ended, and others not.
  const {progress} = clusters;
  const notice = ui.notice ?? (progress === null ? null : {severity: 'good' as const, text: progress});
  const lastLine =
    typed === null ? hintLine(notice, mode, ui.view, columns, glyphs) : promptLine(typed, columns, glyphs);
  return (
    <Box flexDirection="column" width={columns} height={rows} overflow="hidden">
      {clusters.areSeveral && <ClustersLine clusters={clusters} columns={columns} glyphs={glyphs} />}
      {snapshot ? (
        <Screen
          view={{...view, snapshot}}
          replay={replay}
          ui={ui}
          layout={layout}
          columns={columns}
          slot={slot}
          glyphs={glyphs}
        />
      ) : (
        <Rows lines={unseenScreen(session.cluster.name, view.end, layout, glyphs)} glyphs={glyphs} />
      )}
      <Rows lines={[lastLine]} glyphs={glyphs} />
      {ui.report && (
        <Reader report={ui.report} offset={ui.reportOffset} columns={columns} rows={rows} glyphs={glyphs} />
      )}
      {ui.menu?.of === 'clusters' && (
        <ClustersChoice
          clusters={clusters}
          chosen={ui.chosen}
          columns={columns}
          rows={rows}
          glyphs={glyphs}
        />
      )}
      {ui.menu && !ui.menu.of && (
        <Choice menu={ui.menu} chosen={ui.chosen} columns={columns} rows={rows} glyphs={glyphs} />
      )}
      {ui.dialog && (
        <Question dialog={ui.dialog} answer={ui.answer} columns={columns} rows={rows} glyphs={glyphs} />
      )}
    </Box>
  );
}
