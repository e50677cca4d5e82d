import {render} from 'ink';
import Yoga from 'yoga-layout';
import type {Snapshot} from '../api/types.js';
import type {Replay} from '../replay/replay.js';
import {StopSignals} from '../stop-signals.js';
import {Clusters} from './clusters.js';
import {App} from './components/app.js';
import {clipboardSequence} from './copying.js';
import {lastProblems, type Problem} from './problems.js';
import {type ClusterToShow, createSession, type Session} from './session.js';
import {type ClusterEnd, ClusterStore} from './store.js';
import {type GlyphSet, glyphSets} from './theme.js';

/** Warnings and errors that go into the summary. */
const PROBLEMS_MAX = 5;

export interface ViewerOptions {
  /** At least one; the first is shown first. */
  readonly clusters: readonly ClusterToShow[];
  /** Must be terminals. */
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  /** Quitting stops the clusters; otherwise it only closes the viewer. */
  readonly ownsClusters: boolean;
  readonly glyphs: GlyphSet;
  /** The client of the only cluster plays a recording, and this steers it. */
  readonly replay?: Replay;
}

/** Of one of the clusters. */
export interface ViewerResult {
  readonly name: string;
  /**
   * - `not-started`: it could not be started; `cause` says why.
   * - `stopped`: the cluster stopped as it was asked to.
   * - `failed`: it stopped after it had failed.
   * - `detached`: the viewer was closed, and the cluster runs on.
   * - `lost`: the master went away unasked; `cause` may say how.
   * - `replayed`: a recording was shown, and its viewer closed.
   * - `crashed`: the viewer itself failed; `error` says how.
   */
  readonly reason: ClusterEnd['how'] | 'detached' | 'replayed' | 'crashed';
  readonly cause: string | null;
  /** Of the viewer, told once: with the first of its clusters that run on. */
  readonly error: Error | null;
  readonly lastSnapshot: Snapshot | null;
  /** The last warnings and errors, oldest first. */
  readonly problems: readonly Problem[];
}

export interface Viewer {
  /** In the order of the clusters. Never rejects; the terminal is restored by then. */
  readonly done: Promise<readonly ViewerResult[]>;
  /** For signals: what Ctrl-C does. */
  requestStop(signal: NodeJS.Signals): void;
  /** For what nobody has caught in this process: closes the viewer as `crashed`. */
  fail(error: Error): void;
}

/** In the bundle, what lays out is compiled while the rest is loaded, and is to be waited for. */
export const layoutEngine = (Yoga as {readonly loaded?: Promise<unknown>}).loaded;

/** Opens the viewer on a terminal, once there is a {@link layoutEngine}. */
export function openViewer(options: ViewerOptions): Viewer {
  const {stdin, stdout, ownsClusters, glyphs, replay = null} = options;
  // It moves no cursor: whatever Ink writes before and behind it stays as it is.
  const copy = (text: string) => stdout.write(clipboardSequence(text));
  const sessions = options.clusters.map(cluster => {
    // One that this viewer has started would not come back.
    const hasEnded = () => (cluster.howItEnded?.() ?? null) !== null;
    const store = new ClusterStore(cluster.client, !ownsClusters && !replay, hasEnded);
    replay?.onJump(
      () => store.forget(),
      () => {
        store.publish();
        store.recall();
      },
    );
    return createSession(cluster, store, replay, copy);
  });
  const clusters = new Clusters(sessions, ownsClusters);
  const instance = render(<App clusters={clusters} glyphs={glyphSets[glyphs]} />, {
    stdin,
    stdout,
    alternateScreen: true,
    // Ink takes a shell with CI in its environment for one where nobody looks.
    interactive: true,
    exitOnCtrlC: false,
    patchConsole: false,
  });

  let fail!: (error: Error) => void;
  const failed = new Promise<never>((_, reject) => {
    fail = reject;
  });

  async function run(): Promise<readonly ViewerResult[]> {
    // Rejects if a component throws; the cluster is not to suffer for that.
    const rendered = instance.waitUntilExit().then(() => new Promise<never>(() => {}));
    let error: Error | null = null;
    try {
      await Promise.race([clusters.follow(), rendered, failed]);
    } catch (thrown) {
      error = thrown as Error;
    }
    for (const {store, client} of sessions) {
      store.close();
      client.close();
    }
    instance.unmount();
    const results = sessions.map(session => resultOf(session, error === null ? 'detached' : 'crashed'));
    const first = results.findIndex(({reason}) => reason === 'crashed');
    return results.map((result, index) => (index === Math.max(0, first) ? {...result, error} : result));
  }

  const signals = new StopSignals();
  return {
    done: run(),
    requestStop(signal) {
      if (ownsClusters) clusters.stop(signals.insists(signal, clusters.isStopping)).catch(() => {});
      else clusters.leave();
    },
    fail,
  };
}

/** @param left why the viewer has closed, if not because of the cluster. */
function resultOf({cluster, store, replay}: Session, left: 'detached' | 'crashed'): ViewerResult {
  const {snapshot, events, link, end} = store.latest;
  return {
    name: cluster.name,
    reason: end?.how ?? reasonOf(),
    cause: end?.cause ?? null,
    error: null,
    lastSnapshot: snapshot,
    problems: lastProblems(events, PROBLEMS_MAX),
  };

  function reasonOf(): ViewerResult['reason'] {
    if (left === 'crashed') return left;
    if (replay) return 'replayed';
    return link === 'gone' || link === 'awaited' ? 'lost' : left;
  }
}
