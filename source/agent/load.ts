import type {Channel} from './channel.js';
import type {RequestCounter} from './requests.js';

/** So that many that close together make one message. */
const TELL_AFTER_MS = 5;

/** Tells the master how many connections are left when some have closed. */
export function tellLoad(channel: Channel, requests: RequestCounter, wanted: boolean): void {
  let isDue = false;
  const tell = () => {
    isDue = false;
    channel.send({act: 'load', openConnections: requests.openConnections});
  };
  requests.onClosed = wanted
    ? () => {
        if (!isDue) setTimeout(tell, TELL_AFTER_MS).unref();
        isDue = true;
      }
    : null;
}
