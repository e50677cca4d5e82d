import {setTimeout} from 'node:timers/promises';
import type {BenchServer} from '../peers/server.js';
import {owned} from '../running.js';

/** After a stop, timers are overdue. */
const SETTLE_MS = 100;

/**
 * Of servers that are up at the same time, has only the one run that is measured: what the others do at rest would be
 * taken from it, and some do more than others (64 workers that report once a second take 7 % of a core). Until `release`
 * is called, which is called where the benchmark is interrupted, too.
 */
export function oneAtATime(servers: readonly BenchServer[]) {
  const release = owned(async () => servers.forEach(goOn));
  servers.forEach(halt);
  return {
    release,
    async run<Result>(server: BenchServer, measure: () => Promise<Result>): Promise<Result> {
      goOn(server);
      await setTimeout(SETTLE_MS);
      try {
        return await measure();
      } finally {
        halt(server);
      }
    },
  };
}

/** The master first: it is not to see its workers stopped. */
function halt({pids}: BenchServer): void {
  for (const pid of pids) send(pid, 'SIGSTOP');
}

function goOn({pids}: BenchServer): void {
  for (const pid of pids.toReversed()) send(pid, 'SIGCONT');
}

/** It may have ended. */
function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {}
}
