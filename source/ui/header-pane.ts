import {sanitize} from '../harmless-text.js';
import {span} from './format.js';
import {headerLines} from './header-lines.js';
import {pane} from './pane.js';
import {replayStatus} from './replay-status.js';
import type {Scene} from './scene.js';
import type {ClusterEnd} from './store.js';
import {firstLine} from './text.js';
import {paint, statePaint} from './theme.js';
import {viewTabs} from './views.js';

const BROKEN = {
  silent: 'master does not answer',
  gone: 'master has gone',
  awaited: 'master has gone; shown again when it is back',
};

const ENDED: Record<ClusterEnd['how'], string> = {
  stopped: 'stopped',
  failed: 'has failed and is stopped',
  lost: 'lost',
  'not-started': 'not started',
};

/** The top of every view: how the cluster and its host are doing, and which view this is. */
export function headerPane({view, replay, layout, columns, ui, slot, glyphs}: Scene): string[] {
  const {snapshot, requestRates, frozenForMs} = view;
  const {cluster} = snapshot;
  const status = [stateOf(view), cluster.policy, `generation ${cluster.generation}`];
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

function stateOf({snapshot, link, end}: Scene['view']): string {
  if (end?.how === 'stopped') return paint.warning(ENDED.stopped);
  if (end)
    return paint.error(end.cause === null ? ENDED[end.how] : `${ENDED[end.how]}: ${firstLine(end.cause)}`);
  if (link !== 'connected') return paint.error(BROKEN[link]);
  const {state} = snapshot.cluster;
  return statePaint[state](state);
}
