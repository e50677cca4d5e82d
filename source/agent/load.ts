import {TELL_LOAD_AFTER_MS} from '../messages/types.js';
import type {Channel} from './channel.js';
import type {RequestCounter} from './requests.js';
import {clearTimeout, setImmediate, setTimeout} from './timers.js';

/**
 * Tells the master how many connections are open, where it wants to hear of it: at once when the last one has closed,
 * soon after others have, and whenever it asks.
 */
export function tellLoad(channel: Channel, requests: RequestCounter): void {
  let due: NodeJS.Timeout | null = null;
  const tell = (isAnswer: boolean) => {
    if (due) clearTimeout(due);
    due = null;
    channel.send({act: 'load', openConnections: requests.openConnections, isAnswer});
  };
  const onClosed = () => {
    if (requests.openConnections === 0) tell(false);
    else due ??= setTimeout(tell, TELL_LOAD_AFTER_MS, false).unref();
  };
  channel.onMessage(message => {
    if (message.act === 'tell-load') {
      requests.onClosed = message.wanted ? onClosed : null;
      // What has come before is told, too.
      if (message.wanted) tell(false);
    } else if (message.act === 'ask-load') {
      // The next turn of the event loop reads what new connections have brought, and deals with it.
      setImmediate(() => setImmediate(tell, true));
    }
  });
}
