import {passingEvents, selectedIndex} from '../events-state.js';
import {eventReport} from '../reports.js';
import {type CommandContext, type Commands, moving} from './context.js';

/** Keys of the events view. */
export function eventsCommands({ui, session, geometry, send}: CommandContext): Commands {
  const events = passingEvents(session.store.getView().events, ui.events.least);
  return {
    ...moving(geometry.layout.paneRows, by => send({type: 'move-event', by, events})),
    follow: () => send({type: 'follow-events', events}),
    threshold: () => send({type: 'next-threshold'}),
    open: () => {
      const event = events[selectedIndex(ui.events, events)];
      if (event) send({type: 'open-report', report: eventReport(event, geometry.reportColumns)});
    },
  };
}
