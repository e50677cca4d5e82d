import v8 from 'node:v8';
import type {Replay} from '../replay/replay.js';
import {STOP_SIGNALS} from '../stop-signals.js';
import type {ClusterToShow} from '../ui/session.js';
import type {ViewerResult} from '../ui/viewer.js';

export interface ShowOptions {
  /** At least one; the first is shown first. */
  readonly clusters: readonly ClusterToShow[];
  /** Leaving the viewer stops the clusters. */
  readonly ownsClusters: boolean;
  readonly glyphs: 'unicode' | 'ascii';
  /** From now on the viewer takes the signals. */
  readonly onOpen?: () => void;
  /** The client of the only cluster plays a recording, and this steers it. */
  readonly replay?: Replay;
  /** What is printed of each when it has closed; without it, how the cluster is. */
  readonly summarize?: (result: ViewerResult) => string;
}

/**
 * Leaves the space of V8 for what is new at the size that it has before Ink is loaded, 4 MB: it would grow to 16 MB
 * and stay there (Node 20.20).
 */
const SMALL_NEW_SPACE = '--semi-space-growth-factor=1';

const EXIT_CODES: Record<ViewerResult['reason'], number> = {
  stopped: 0,
  detached: 0,
  replayed: 0,
  failed: 1,
  lost: 1,
  'not-started': 1,
  crashed: 1,
};

/** What the viewer is made of; it takes so long to load that whoever waits for a master loads it meanwhile. */
export async function loadViewer() {
  // Ink's colours look at this and not at NO_COLOR. It is set in this process only, and so for no worker: masters are
  // started before.
  if (process.env.NO_COLOR) process.env.FORCE_COLOR = '0';
  v8.setFlagsFromString(SMALL_NEW_SPACE);
  const [{openViewer, layoutEngine}, {summarize}] = await Promise.all([
    import('../ui/viewer.js'),
    import('../ui/summary.js'),
  ]);
  await layoutEngine;
  return {openViewer, summarize};
}

/**
 * Opens the viewer on this terminal, and prints a summary when it has closed.
 * @returns how it ended for each of the clusters.
 */
export async function showViewer(
  options: ShowOptions,
): Promise<{readonly reasons: readonly ViewerResult['reason'][]; readonly exitCode: number}> {
  const {openViewer, summarize} = await loadViewer();
  const viewer = openViewer({...options, stdin: process.stdin, stdout: process.stdout});
  for (const signal of STOP_SIGNALS) process.on(signal, viewer.requestStop);
  // Rejections that nobody handles arrive here, too. Without it, Node would leave the terminal as the viewer has it.
  process.on('uncaughtException', viewer.fail);
  options.onOpen?.();
  const results = await viewer.done;
  // Whatever comes now is meant for this process, and no longer for the clusters.
  for (const signal of STOP_SIGNALS) process.off(signal, viewer.requestStop);
  process.off('uncaughtException', viewer.fail);
  process.stdout.write(results.map(result => (options.summarize ?? summarize)(result)).join(''));
  const reasons = results.map(({reason}) => reason);
  return {reasons, exitCode: Math.max(...reasons.map(reason => EXIT_CODES[reason]))};
}
