import {createApiClient, VIEWER_AGENT} from '../api/client.js';
import type {Settings} from '../master/settings.js';
import {STOP_SIGNALS} from '../stop-signals.js';
import {showViewer} from './show-viewer.js';
import {startMaster} from './start-master.js';

/** Starts a master of its own, and views it. @returns the exit code. */
export async function runViewed(settings: Settings, glyphs: 'unicode' | 'ascii'): Promise<number> {
  const master = startMaster(settings, true);
  // Until the viewer is open, Ctrl-C is a signal. Without this it would leave the master alone behind.
  let stopped = false;
  const stop = () => {
    stopped = true;
    master.stop();
  };
  for (const signal of STOP_SIGNALS) process.on(signal, stop);
  const greeting = await master.greeting;
  if (!greeting.ready) {
    if (stopped) return 0;
    process.stderr.write(`clusterview: ${greeting.reason}\n`);
    return 1;
  }
  const {reason, exitCode} = await showViewer({
    client: createApiClient(settings.socketPath, VIEWER_AGENT),
    ownsCluster: true,
    glyphs,
    onOpen: () => {
      for (const signal of STOP_SIGNALS) process.off(signal, stop);
    },
  });
  // The cluster runs on, as the summary says: this process does not wait for it.
  if (reason === 'crashed' || reason === 'detached') master.letGo();
  if (reason === 'lost') process.stderr.write(master.lastWords());
  return exitCode;
}
