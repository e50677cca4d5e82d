import {render} from 'ink';
import type {ApiClient} from '../api/client.js';
import type {Snapshot} from '../api/types.js';
import type {Replay} from '../replay/replay.js';
import {App} from './components/app.js';
import {clipboardSequence} from './copying.js';
import {lastProblems, type Problem} from './problems.js';
import {createSession} from './session.js';
import {ClusterStore, type FollowEnd} from './store.js';
import {type GlyphSet, glyphSets} from './theme.js';

/** Warnings and errors that go into the summary. */
const PROBLEMS_MAX = 5;

export interface ViewerOptions {
  readonly client: ApiClient;
  /** Must be terminals. */
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  /** Quitting stops the cluster; otherwise it only closes the viewer. */
  readonly ownsCluster: boolean;
  readonly glyphs: GlyphSet;
  /** The client plays a recording, and this steers it. */
  readonly replay?: Replay;
}

export interface ViewerResult {
  /**
   * - `stopped`: the cluster stopped as it was asked to.
   * - `failed`: it stopped after it had failed.
   * - `detached`: the viewer was closed, and the cluster runs on.
   * - `lost`: the master went away unasked.
   * - `replayed`: a recording was shown, and its viewer closed.
   * - `crashed`: the viewer itself failed; `error` says how.
   */
  readonly reason: FollowEnd | 'detached' | 'replayed' | 'crashed';
  readonly error: Error | null;
  readonly lastSnapshot: Snapshot | null;
  /** The last warnings and errors, oldest first. */
  readonly problems: readonly Problem[];
}

export interface Viewer {
  /** Never rejects; the terminal is restored by then. */
  readonly done: Promise<ViewerResult>;
  /** For signals: what Ctrl-C does. */
  requestStop(): void;
  /** For what nobody has caught in this process: closes the viewer as `crashed`. */
  fail(error: Error): void;
}

/** Opens the viewer on a terminal. */
export function openViewer(options: ViewerOptions): Viewer {
  const {client, stdin, stdout, ownsCluster, glyphs, replay = null} = options;
  // One that this viewer has started would not come back.
  const store = new ClusterStore(client, !ownsCluster && !replay);
  let detached = false;
  const detach = () => {
    detached = true;
    store.close();
  };
  replay?.onJump(
    () => store.forget(),
    () => {
      store.publish();
      store.recall();
    },
  );
  // It moves no cursor: whatever Ink writes before and behind it stays as it is.
  const copy = (text: string) => stdout.write(clipboardSequence(text));
  const session = createSession(client, store, ownsCluster, replay, detach, copy);
  const instance = render(<App session={session} glyphs={glyphSets[glyphs]} />, {
    stdin,
    stdout,
    alternateScreen: true,
    exitOnCtrlC: false,
    patchConsole: false,
  });

  let fail!: (error: Error) => void;
  const failed = new Promise<never>((_, reject) => {
    fail = reject;
  });

  async function run(): Promise<ViewerResult> {
    // Rejects if a component throws; the cluster is not to suffer for that.
    const rendered = instance.waitUntilExit().then(() => new Promise<never>(() => {}));
    let reason: ViewerResult['reason'];
    let error: Error | null = null;
    try {
      const end = await Promise.race([store.follow(), rendered, failed]);
      const runsOn = detached && store.latest.link !== 'gone';
      reason = detached && replay ? 'replayed' : runsOn ? 'detached' : end;
    } catch (thrown) {
      reason = 'crashed';
      error = thrown as Error;
    }
    store.close();
    instance.unmount();
    const {snapshot, events} = store.latest;
    return {reason, error, lastSnapshot: snapshot, problems: lastProblems(events, PROBLEMS_MAX)};
  }

  return {
    done: run(),
    requestStop() {
      if (ownsCluster) session.stop(session.isStopping).catch(() => {});
      else detach();
    },
    fail,
  };
}
