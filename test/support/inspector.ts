import {WebSocket} from 'ws';

/** Nothing listens there any more. */
export function isClosed(url: string): Promise<boolean> {
  const probe = new WebSocket(url);
  return new Promise(resolve => {
    probe.once('error', () => resolve(true));
    probe.once('open', () => {
      probe.terminate();
      resolve(false);
    });
  });
}
