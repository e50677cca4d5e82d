import {span} from './format.js';
import {headerLines} from './header-lines.js';
import {pane} from './pane.js';
import {replayStatus} from './replay-status.js';
import type {Scene} from './scene.js';
import {sanitize} from './text.js';
import {paint, statePaint} from './theme.js';
import {viewTabs} from './views.js';

const BROKEN = {silent: 'master does not answer', gone: 'master has gone; shown again when it is back'};

/** The top of every view: how the cluster and its host are doing, and which view this is. */
export function headerPane({view, replay, layout, columns, ui, slot, glyphs}: Scene): string[] {
  const {snapshot, requestRates, link, frozenForMs} = view;
  const {cluster} = snapshot;
  const state = link === 'connected' ? statePaint[cluster.state](cluster.state) : paint.error(BROKEN[link]);
  const status = [state, cluster.policy, `generation ${cluster.generation}`];
  if (frozenForMs !== null) status.unshift(paint.warning(`frozen ${span(frozenForMs)}`));
  if (replay) status.unshift(...replayStatus(replay, glyphs));
  return pane({
    title: `${replay ? 'replay' : 'clusterview'} ${glyphs.separator} ${sanitize(cluster.name)}`,
    status: status.join(` ${glyphs.separator} `),
    footer: viewTabs(ui.view, slot, glyphs),
    lines: headerLines(snapshot, requestRates, layout.innerColumns, layout.headerRows, glyphs),
    columns,
    rows: layout.headerRows,
    glyphs,
  });
}
