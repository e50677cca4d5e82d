import {createApiClient, VIEWER_AGENT} from '../api/client.js';
import type {Settings} from '../master/settings.js';
import type {ClusterToShow} from '../ui/session.js';
import {printable} from './printable.js';
import {loadViewer, showViewer} from './show-viewer.js';
import {takeSpareMaster} from './spare-master.js';
import {type MasterHandle, spawnMaster} from './start-master.js';
import {stopBySignals} from './stop-by-signals.js';

/**
 * Starts a master of its own for each, and views them. Of several, those that cannot be started are shown as such
 * beside the others.
 * @returns the exit code.
 */
export async function runViewed(all: readonly Settings[], glyphs: 'unicode' | 'ascii'): Promise<number> {
  const masters = all.map(settings => (takeSpareMaster() ?? spawnMaster(true)).start(settings));
  const signals = stopBySignals(masters);
  // While they start. Should it fail, it fails again where the viewer is shown.
  const loading = loadViewer().catch(() => {});
  const clusters = await Promise.all(masters.map((master, index) => started(master, all[index]!)));
  await loading;
  // There is nothing to show: this process ends with the masters, which have been told to.
  if (signals.hasStopped()) return 0;
  if (clusters.every(({failure}) => failure !== undefined)) {
    for (const {name, failure} of clusters) {
      const which = all.length > 1 ? `${name}: ` : '';
      process.stderr.write(`clusterview: ${printable(`${which}${failure}`, process.stderr)}\n`);
    }
    return 1;
  }
  const {reasons, exitCode} = await showViewer({
    clusters,
    ownsClusters: true,
    glyphs,
    onOpen: signals.release,
  });
  for (const [index, reason] of reasons.entries()) {
    const master = masters[index]!;
    // The cluster runs on, as the summary says: this process does not wait for it.
    if (reason === 'crashed' || reason === 'detached') master.letGo();
    if (reason === 'lost') process.stderr.write(master.lastWords());
  }
  return exitCode;
}

/** When it serves its API, or will not. */
async function started(master: MasterHandle, {name, socketPath}: Settings): Promise<ClusterToShow> {
  const greeting = await master.greeting;
  return {
    name,
    client: createApiClient(socketPath, VIEWER_AGENT),
    ...(!greeting.ready && {failure: greeting.reason}),
    howItEnded: master.howItEnded,
  };
}
