import {eventText} from '../copying.js';
import {kindsOf, passingEvents, selectedIndex} from '../events-state.js';
import {eventReport} from '../reports.js';
import {type CommandContext, type Commands, moving} from './context.js';

/** Keys of the events view. */
export function eventsCommands({ui, session, geometry, send, copy}: CommandContext): Commands {
  const all = session.store.getView().events;
  const events = passingEvents(all, ui.events);
  const selected = events[selectedIndex(ui.events, events)];
  return {
    ...moving(geometry.layout.paneRows, by => send({type: 'move-event', by, events})),
    follow: () => send({type: 'follow-events', events}),
    threshold: () => send({type: 'next-threshold'}),
    kind: () => send({type: 'next-kind', kinds: kindsOf(all)}),
    copy: () => selected && copy(eventText(selected), 'the event'),
    open: () => {
      if (selected) send({type: 'open-report', report: eventReport(selected, geometry.reportColumns)});
    },
  };
}
