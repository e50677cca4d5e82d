import {VIEWER_AGENT} from '../api/client.js';
import type {Arguments} from '../arguments.js';
import {UsageError} from '../usage-error.js';
import {refuseDumbTerminal} from './dumb-terminal.js';
import {findCluster} from './find-cluster.js';
import {showViewer} from './show-viewer.js';

/** `clusterview attach [name]`. @returns the exit code. */
export async function execute(name: string | undefined, {values}: Arguments): Promise<number> {
  const client = await findCluster(name, VIEWER_AGENT);
  if (values.plain) {
    const {narrate} = await import('./narrate.js');
    return narrate({client, ownsCluster: false});
  }
  if (!process.stdout.isTTY || !process.stdin.isTTY) {
    throw new UsageError('the viewer needs a terminal; see --plain, clusterview status and clusterview logs');
  }
  refuseDumbTerminal('--plain');
  const glyphs = values.ascii ? 'ascii' : 'unicode';
  const {exitCode} = await showViewer({client, ownsCluster: false, glyphs});
  return exitCode;
}
