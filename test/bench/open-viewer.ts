import * as pty from '@lydell/node-pty';
import {type BenchCluster, COMMAND} from './servers.js';

export const COLUMNS = 120;
export const ROWS = 40;
/** On the screen from the first frame on that shows the cluster. */
const FIRST_FRAME = /round-robin/;
const FIRST_FRAME_MS_MAX = 30_000;

/** A viewer in a terminal of its own. */
export interface OpenViewer {
  readonly process: pty.IPty;
  readonly firstFrame: Promise<void>;
  end(): Promise<void>;
}

export function openViewer(cluster: BenchCluster): OpenViewer {
  // In a CI, Ink would print one frame at the end.
  const {CI: _ci, CONTINUOUS_INTEGRATION: _integration, ...env} = cluster.env;
  const viewer = pty.spawn(process.execPath, [COMMAND, 'attach', 'bench'], {
    name: 'xterm-256color',
    cols: COLUMNS,
    rows: ROWS,
    env: env as Record<string, string>,
  });
  const ended = new Promise<void>(resolve => viewer.onExit(() => resolve()));
  const firstFrame = new Promise<void>((resolve, reject) => {
    let text = '';
    const timer = setTimeout(() => reject(new Error(`no frame came, but ${text}`)), FIRST_FRAME_MS_MAX);
    const listener = viewer.onData(part => {
      text += part;
      if (!FIRST_FRAME.test(text)) return;
      clearTimeout(timer);
      listener.dispose();
      resolve();
    });
  });
  const end = () => {
    viewer.kill('SIGTERM');
    return ended;
  };
  return {process: viewer, firstFrame, end};
}
