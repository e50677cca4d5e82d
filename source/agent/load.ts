import type {Channel} from './channel.js';
import type {RequestCounter} from './requests.js';

/** Tells the master at once how many connections are left when some have closed: once a turn of the event loop. */
export function tellLoad(channel: Channel, requests: RequestCounter, wanted: boolean): void {
  let isDue = false;
  const tell = () => {
    isDue = false;
    channel.send({act: 'load', openConnections: requests.open.size});
  };
  requests.onClosed = wanted
    ? () => {
        if (!isDue) setImmediate(tell);
        isDue = true;
      }
    : null;
}
