import {VIEWER_AGENT} from '../api/client.js';
import type {Arguments} from '../arguments.js';
import {UsageError} from '../usage-error.js';
import {checkTerminal} from './check-terminal.js';
import {findSeveral, type RunningCluster} from './find-cluster.js';
import {showViewer} from './show-viewer.js';
import {isSshAddress, parseSshAddress} from './ssh-address.js';

/** `clusterview attach [name…]`, or `ssh://user@host/name`. @returns the exit code. */
export async function execute(_: string | undefined, {input, values}: Arguments): Promise<number> {
  const names = input.slice(1);
  const address = names.find(isSshAddress);
  if (address === undefined) return show(await findSeveral(names, VIEWER_AGENT), names, values);
  if (names.length > 1) throw new UsageError(`${address} stands alone: leave out the other names`);
  return showRemote(address, values);
}

async function showRemote(text: string, values: Arguments['values']): Promise<number> {
  const address = parseSshAddress(text);
  // Before anybody is asked for a password.
  if (!values.plain) checkViewerTerminal();
  const {SshTunnel} = await import('./ssh-tunnel.js');
  const tunnel = await SshTunnel.open(address);
  try {
    const names = address.name === undefined ? [] : [address.name];
    return await show(await findSeveral(names, VIEWER_AGENT, [tunnel.directory]), names, values);
  } finally {
    tunnel.close();
  }
}

function checkViewerTerminal(): void {
  const advice = 'the viewer needs a terminal; see --plain, clusterview status and clusterview logs';
  checkTerminal(advice, '--plain');
}

/** @param names those that were asked for. */
async function show(
  found: readonly RunningCluster[],
  names: readonly string[],
  {plain, ascii}: Arguments['values'],
): Promise<number> {
  const [first, another] = found as [RunningCluster, ...RunningCluster[]];
  // Several are for those who can see them: a script is to say which one it means.
  if (another && names.length === 0 && (plain || !process.stdout.isTTY || !process.stdin.isTTY)) {
    throw new UsageError(`which cluster? running: ${found.map(({name}) => name).join(', ')}`);
  }
  if (plain) {
    if (another) throw new UsageError(`--plain tells of one cluster at a time, not also "${another.name}"`);
    const {narrate} = await import('./narrate.js');
    const {client} = first;
    return (await narrate({client, ownsCluster: false, onSignal: 'leave', stopsFailed: false})).exitCode;
  }
  checkViewerTerminal();
  const {exitCode} = await showViewer({
    clusters: found,
    ownsClusters: false,
    glyphs: ascii ? 'ascii' : 'unicode',
  });
  return exitCode;
}
