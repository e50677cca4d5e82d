import {type BenchCluster, COMMAND} from './clusterview.js';
import {type OpenTerminal, openTerminal} from './terminal.js';

/** On the screen from the first frame on that shows the cluster. */
export const FIRST_FRAME = /round-robin/;

/** A viewer of a cluster that runs under `round-robin`. */
export function openViewer(cluster: BenchCluster): OpenTerminal {
  return openTerminal([process.execPath, COMMAND, 'attach', 'bench'], cluster.env, FIRST_FRAME);
}
