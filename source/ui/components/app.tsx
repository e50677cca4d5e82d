import {Box, Text, useWindowSize} from 'ink';
import {useSyncExternalStore} from 'react';
import {hintLine} from '../hint-line.js';
import {useCommands} from '../hooks/use-commands.js';
import {useReplayStatus} from '../hooks/use-replay-status.js';
import {COLUMNS_MIN, computeLayout, ROWS_MIN} from '../layout.js';
import type {Session} from '../session.js';
import {type Glyphs, paint} from '../theme.js';
import {workerRows} from '../worker-lines.js';
import {Choice} from './choice.js';
import {Help} from './help.js';
import {Question} from './question.js';
import {Reader, reportLinesIn, reportRowsIn} from './reader.js';
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
  });
  const ui = useCommands(session, layout.tableRows, {
    rows: reportRowsIn(rows),
    lastOffset: report => Math.max(0, reportLinesIn(report, columns).length - reportRowsIn(rows)),
  });

  if (layout.tooSmall) {
    return <Text>{`clusterview needs ${COLUMNS_MIN}×${ROWS_MIN}, this is ${columns}×${rows}`}</Text>;
  }
  if (!snapshot)
    return (
      <Text>{paint.label(mode === 'live' ? ' waiting for the master …' : ' reading the recording …')}</Text>
    );
  return (
    <Box flexDirection="column" width={columns} height={rows} overflow="hidden">
      <Screen
        view={{...view, snapshot}}
        replay={replay}
        layout={layout}
        columns={columns}
        selected={Math.min(ui.selected, snapshot.slots.length)}
        glyphs={glyphs}
      />
      <Rows lines={[hintLine(ui.notice, mode, columns, glyphs)]} />
      {ui.showsHelp && <Help mode={mode} columns={columns} rows={rows} glyphs={glyphs} />}
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
