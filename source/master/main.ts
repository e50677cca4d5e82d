/**
 * The master as a process of its own, started by a viewer or to run in the background. It gets its settings over IPC
 * and says there when the API is up; all else goes through the API.
 */
import {closeSync} from 'node:fs';
import tty from 'node:tty';
import {StopSignals} from '../stop-signals.js';
import {throwUncaught} from '../throw-uncaught.js';
import {begin} from './begin.js';
import {Cluster} from './cluster.js';
import {endDespiteDisk} from './end-despite-disk.js';
import {ServiceManager} from './service/service-manager.js';
import type {Settings} from './settings.js';
import {obeySignals} from './signals.js';
import {TERMINAL_FD} from './terminal.js';

/** What the master tells the process that started it, once. */
export type MasterGreeting = {readonly ready: true} | {readonly ready: false; readonly reason: string};

/** How often it looks whether its terminal is still there. */
const TERMINAL_POLL_MS = 1000;

process.once('message', (settings: Settings) => {
  process.title = `clusterview master of ${settings.name}`;
  beginWith(settings).catch(throwUncaught);
});
// Whoever reads the last words may be gone.
process.stderr.on('error', () => {});

async function beginWith(settings: Settings): Promise<void> {
  const beginning = await begin(settings).catch(refuse);
  if (beginning) await run(new Cluster(settings, beginning));
}

async function run(cluster: Cluster): Promise<void> {
  let hasTerminal = tty.isatty(TERMINAL_FD);
  const serviceManager = hasTerminal ? null : ServiceManager.of(cluster, {isDetached: true});
  cluster.once('ended', async () => {
    await serviceManager?.close();
    endDespiteDisk(cluster);
    process.exit(0);
  });
  const signals = new StopSignals();
  obeySignals(
    cluster,
    () => hasTerminal,
    signal => cluster.stop(signals.insists(signal, isStopping(cluster)), 'a signal'),
  );
  try {
    await cluster.start();
  } catch (error) {
    refuse(error as Error);
    await serviceManager?.close();
    return;
  }
  if (hasTerminal) {
    const letGo = endWithTerminal(cluster);
    cluster.once('detached', () => {
      hasTerminal = false;
      letGo();
    });
  }
  greet({ready: true});
}

/** The second time that it is asked to stop, it is to be quick. */
function isStopping(cluster: Cluster): boolean {
  return cluster.snapshot().cluster.state === 'stopping';
}

/** Whoever started it is told why it cannot be. */
function refuse({message}: Error): void {
  greet({ready: false, reason: message});
  process.exitCode = 1;
}

function greet(greeting: MasterGreeting): void {
  if (process.connected) process.send!(greeting, () => process.disconnect());
}

/**
 * The cluster ends with its terminal even when the viewer was killed and can pass nothing on. A terminal that
 * has hung up is no terminal any more (Linux: every call on it fails with EIO).
 * @returns what makes an end of that, and closes the terminal.
 */
function endWithTerminal(cluster: Cluster): () => void {
  const poll = setInterval(() => {
    if (tty.isatty(TERMINAL_FD)) return;
    clearInterval(poll);
    cluster.stop(false, 'clusterview');
  }, TERMINAL_POLL_MS);
  return () => {
    clearInterval(poll);
    closeSync(TERMINAL_FD);
  };
}
