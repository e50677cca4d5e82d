import {TELL_LOAD_AFTER_MS} from '../messages/types.js';
import type {Channel} from './channel.js';
import type {RequestCounter} from './requests.js';

/**
 * Tells the master how many connections are open, where it wants to hear of it: at once when the last one has closed,
 * and soon after others have closed or one has come. So a worker that stays silent is busy.
 */
export function tellLoad(channel: Channel, requests: RequestCounter): void {
  let isWanted = false;
  let due: NodeJS.Timeout | null = null;
  const tell = () => {
    if (due) clearTimeout(due);
    due = null;
    channel.send({act: 'load', openConnections: requests.openConnections});
  };
  const tellSoon = () => {
    due ??= setTimeout(tell, TELL_LOAD_AFTER_MS).unref();
  };
  const onClosed = () => {
    if (requests.openConnections === 0) tell();
    else tellSoon();
  };
  channel.onMessage(message => {
    if (message.act === 'connection' && isWanted) tellSoon();
    else if (message.act === 'tell-load') {
      isWanted = message.wanted;
      requests.onClosed = isWanted ? onClosed : null;
      // What has come before is told, too.
      if (isWanted) tell();
    }
  });
}
