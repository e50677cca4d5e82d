import type {WaitingMaster} from './start-master.js';

let spare: {readonly master: WaitingMaster; readonly inherits: string} | null = null;

/** Keeps it for whoever will need a master in this process. */
export function keepSpareMaster(master: WaitingMaster): void {
  spare = {master, inherits: inherited()};
}

/**
 * The one that was started before it was known what for. `null` where there is none, or where it would not be as one
 * that is started now: a config file may have changed the environment.
 */
export function takeSpareMaster(): WaitingMaster | null {
  const taken = spare;
  spare = null;
  if (taken === null || taken.inherits === inherited()) return taken?.master ?? null;
  taken.master.discard();
  return null;
}

/** What a process takes over from the one that starts it. */
function inherited(): string {
  return JSON.stringify([process.cwd(), process.env]);
}
