/**
 * Finds out what machine this is, in a process of its own: `systeminformation` waits for commands that can take long
 * (`hostname -f` asks name servers), and the event loop of the master is in the path of every connection; and what is
 * needed once is not to stay in its memory. Sends a {@link HostIdentity} over IPC, and ends.
 */
import si from 'systeminformation';
import type {HostFigures} from '../api/types.js';
import {throwUncaught} from '../throw-uncaught.js';

export type HostIdentity = Pick<HostFigures, 'os' | 'container'>;

// Whoever asked is gone, or has its answer.
process.once('disconnect', () => process.exit());

identify().catch(throwUncaught);

async function identify(): Promise<void> {
  const {distro, release, codename} = await si.osInfo();
  const {model} = await si.system();
  const identity: HostIdentity = {
    os: [distro, release, codename && `(${codename})`].filter(Boolean).join(' '),
    container: /docker/i.test(model) ? 'docker' : null,
  };
  process.send?.(identity, () => process.disconnect());
}
