import {VIEWER_AGENT} from '../api/client.js';
import {UsageError} from '../usage-error.js';
import {findCluster} from './find-cluster.js';
import {showViewer} from './show-viewer.js';

/** `clusterview attach [name]`. @returns the exit code. */
export async function execute(name: string | undefined): Promise<number> {
  const client = await findCluster(name, VIEWER_AGENT);
  if (!process.stdout.isTTY || !process.stdin.isTTY) {
    throw new UsageError('the viewer needs a terminal; see clusterview status');
  }
  const {exitCode} = await showViewer({client, ownsCluster: false, glyphs: 'unicode'});
  return exitCode;
}
