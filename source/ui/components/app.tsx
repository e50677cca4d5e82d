import {Box, Text, useWindowSize} from 'ink';
import {useSyncExternalStore} from 'react';
import {distributionSpans} from '../distribution.js';
import {hintLine, promptLine} from '../hint-line.js';
import {useCommands} from '../hooks/use-commands.js';
import {useReplayStatus} from '../hooks/use-replay-status.js';
import {useWatched} from '../hooks/use-watched.js';
import {COLUMNS_MIN, computeLayout, ROWS_MIN} from '../layout.js';
import {reloadSlots} from '../reload-pane.js';
import {selectedSlot} from '../selected-slot.js';
import type {Session} from '../session.js';
import {type Glyphs, paint} from '../theme.js';
import {typedPattern} from '../typed-pattern.js';
import {computeWorkerLayout} from '../worker-layout.js';
import {workerRows} from '../worker-lines.js';
import {Choice} from './choice.js';
import {Question} from './question.js';
import {Reader, reportColumnsIn, reportRowsIn} from './reader.js';
import {Rows} from './rows.js';
import {Screen} from './screen.js';

interface AppProps {
  readonly session: Session;
  readonly glyphs: Glyphs;
}

/** Everything on the screen. */
export function App({session, glyphs}: AppProps) {
  const view = useSyncExternalStore(session.store.subscribe, session.store.getView);
  const replay = useReplayStatus(session.replay);
  const {columns, rows} = useWindowSize();
  const mode = replay ? 'replay' : 'live';
  const {snapshot} = view;
  const layout = computeLayout({
    columns,
    rows,
    slots: snapshot?.slots.length ?? 1,
    tableRows: snapshot ? workerRows(snapshot.slots).length : 1,
    spans: snapshot ? distributionSpans(snapshot).length : 1,
    reloadSlots: snapshot ? reloadSlots({...view, snapshot}) : 0,
  });
  const ui = useCommands(session, {
    layout,
    reportRows: reportRowsIn(rows),
    reportColumns: reportColumnsIn(columns),
  });

  const slot = selectedSlot(ui, snapshot);
  const typed = typedPattern(ui);
  useWatched(session, ui, slot, computeWorkerLayout(columns, layout.bodyRows).logRows > 0);

  if (layout.tooSmall) {
    const needed = `clusterview needs ${COLUMNS_MIN}${glyphs.times}${ROWS_MIN}, this is ${columns}${glyphs.times}${rows}`;
    return <Text wrap="truncate">{needed}</Text>;
  }
  if (!snapshot) {
    const waiting = mode === 'live' ? ' waiting for the master …' : ' reading the recording …';
    return <Rows lines={[paint.label(waiting)]} glyphs={glyphs} />;
  }
  const lastLine =
    typed === null ? hintLine(ui.notice, mode, ui.view, columns, glyphs) : promptLine(typed, columns, glyphs);
  return (
    <Box flexDirection="column" width={columns} height={rows} overflow="hidden">
      <Screen
        view={{...view, snapshot}}
        replay={replay}
        ui={ui}
        layout={layout}
        columns={columns}
        slot={slot}
        glyphs={glyphs}
      />
      <Rows lines={[lastLine]} glyphs={glyphs} />
      {ui.report && (
        <Reader report={ui.report} offset={ui.reportOffset} columns={columns} rows={rows} glyphs={glyphs} />
      )}
      {ui.menu && <Choice menu={ui.menu} chosen={ui.chosen} columns={columns} rows={rows} glyphs={glyphs} />}
      {ui.dialog && (
        <Question dialog={ui.dialog} answer={ui.answer} columns={columns} rows={rows} glyphs={glyphs} />
      )}
    </Box>
  );
}
