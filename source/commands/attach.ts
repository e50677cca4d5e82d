import {type ApiClient, VIEWER_AGENT} from '../api/client.js';
import type {Arguments} from '../arguments.js';
import {checkTerminal} from './check-terminal.js';
import {findCluster, findRunning} from './find-cluster.js';
import {showViewer} from './show-viewer.js';
import {isSshAddress, parseSshAddress} from './ssh-address.js';

/** `clusterview attach [name]`, or `ssh://user@host/name`. @returns the exit code. */
export async function execute(name: string | undefined, {values}: Arguments): Promise<number> {
  if (!isSshAddress(name)) return show(await findCluster(name, VIEWER_AGENT), values);
  const address = parseSshAddress(name);
  // Before anybody is asked for a password.
  if (!values.plain) checkViewerTerminal();
  const {SshTunnel} = await import('./ssh-tunnel.js');
  const tunnel = await SshTunnel.open(address);
  try {
    const {client} = await findRunning(address.name, VIEWER_AGENT, tunnel.directory);
    return await show(client, values);
  } finally {
    tunnel.close();
  }
}

function checkViewerTerminal(): void {
  const advice = 'the viewer needs a terminal; see --plain, clusterview status and clusterview logs';
  checkTerminal(advice, '--plain');
}

async function show(client: ApiClient, {plain, ascii}: Arguments['values']): Promise<number> {
  if (plain) {
    const {narrate} = await import('./narrate.js');
    return (await narrate({client, ownsCluster: false, onSignal: 'leave', stopsFailed: false})).exitCode;
  }
  checkViewerTerminal();
  const {exitCode} = await showViewer({client, ownsCluster: false, glyphs: ascii ? 'ascii' : 'unicode'});
  return exitCode;
}
