import {ListeningWorkers} from '../../load/listening.js';
import type {Contender, SupervisedServer} from '../../peers/server.js';

/** A server whose worker can be killed: resolves with the milliseconds until the next one listens. */
interface Recovering<Server extends SupervisedServer> {
  readonly server: Server;
  recoveryMs(): Promise<number>;
}

/** Has it while `use` runs. */
export async function withRecovering<Server extends SupervisedServer, Result>(
  contender: Contender<Server>,
  workers: number,
  appEnv: NodeJS.ProcessEnv,
  use: (recovering: Recovering<Server>) => Promise<Result>,
): Promise<Result> {
  const listening = new ListeningWorkers();
  try {
    const server = await contender.start(workers, {...appEnv, ...listening.env});
    const recoveryMs = async () => {
      await listening.waitFor(workers);
      const [victim] = await server.workerPids();
      return listening.msUntilNext(() => process.kill(victim!, 'SIGKILL'));
    };
    try {
      return await use({server, recoveryMs});
    } finally {
      await server.stop();
    }
  } finally {
    listening.close();
  }
}
