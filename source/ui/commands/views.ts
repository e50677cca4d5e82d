import {slotText} from '../copying.js';
import {distributionSpans} from '../distribution.js';
import {helpReport} from '../reports.js';
import {hasNothingToClear, visibleSlots} from '../table-state.js';
import {type View, viewAfter} from '../views.js';
import {type CommandContext, type Commands, moving} from './context.js';
import {eventsCommands} from './events.js';
import {logsCommands} from './logs.js';

/** What goes from view to view, and what moves within the one that is shown. */
export function viewCommands(context: CommandContext): Commands {
  const {clusters, ui, mode, geometry, send} = context;
  return {
    'next-view': () => send({type: 'show-view', view: viewAfter(ui.view)}),
    'view-workers': () => send({type: 'show-view', view: 'workers'}),
    'view-worker': () => send({type: 'show-view', view: 'worker'}),
    'view-logs': () => send({type: 'show-view', view: 'logs'}),
    'view-events': () => send({type: 'show-view', view: 'events'}),
    logs: () => send({type: 'open-logs'}),
    'previous-worker': () => goToWorker(-1, context),
    'next-worker': () => goToWorker(1, context),
    freeze: () => context.session.store.freeze(context.session.store.getView().frozenForMs === null),
    leave: () => send({type: 'leave-view'}),
    help: () => {
      const report = helpReport(mode, ui.view, geometry.reportColumns, clusters.areSeveral);
      send({type: 'open-report', report});
    },
    ...WITHIN[ui.view](context),
  };
}

const WITHIN: Record<View, (context: CommandContext) => Commands> = {
  workers: context => ({
    ...workersCommands(context),
    open: () => context.send({type: 'open-view', view: 'worker'}),
    'switch-span': () => switchSpan(context),
  }),
  worker: workersCommands,
  logs: logsCommands,
  events: eventsCommands,
};

function workersCommands(context: CommandContext): Commands {
  const {snapshot, slot, geometry, send, copy} = context;
  const row = snapshot?.slots[slot - 1];
  return {
    ...moving(geometry.layout.tableRows, by => send({type: 'move', by, order: orderOf(context)})),
    filter: () => send({type: 'begin-filter'}),
    mark: () => send({type: 'toggle-mark', slot}),
    'clear-marks': () => send({type: 'clear-marks'}),
    'clear-table': () => {
      if (hasNothingToClear(context.ui.table)) context.session.store.closeReload();
      else send({type: 'clear-table'});
    },
    sort: () => send({type: 'next-sort'}),
    'turn-sort': () => send({type: 'turn-sort'}),
    copy: () => row && copy(slotText(row, snapshot.at), `worker ${slot}`),
  };
}

/** In the logs of all workers, first to those of the selected one. */
function goToWorker(by: number, context: CommandContext): void {
  const {ui, send} = context;
  if (ui.view === 'logs' && !ui.logs.onlySelected) send({type: 'toggle-scope'});
  else send({type: 'move', by, order: orderOf(context)});
}

/** Numbers of the slots, as they stand below each other in the table; elsewhere in their order. */
function orderOf({snapshot, ui}: CommandContext): number[] {
  const slots = snapshot?.slots ?? [];
  return (ui.view === 'workers' ? visibleSlots(slots, ui.table) : slots).map(({slot}) => slot);
}

function switchSpan({snapshot, geometry, send, notify}: CommandContext): void {
  const spans = snapshot ? distributionSpans(snapshot).length : 0;
  const {distributionSpans: shown} = geometry.layout;
  if (shown > 0 && shown < spans) send({type: 'switch-span'});
  else if (shown > 0) notify({severity: 'info', text: 'the distribution is shown as far as it goes'});
  else notify({severity: 'warning', text: 'there is no room for the distribution'});
}
