import {type ChildProcess, spawn} from 'node:child_process';

/** Workers end by themselves when the master is gone; one that is stuck gets this long, in seconds. */
const GRACE_S = 2;
/** A guardian that somebody killed is replaced after this long. */
const RESPAWN_MS = 1000;

/**
 * What the workers are to the guardian:
 * - `groups`: each leads a process group of its own.
 * - `master-group`: they are in the master's group, which it leads, with all that they start.
 * - `processes`: they are in a group that holds others, too.
 */
export type GuardedKind = 'groups' | 'master-group' | 'processes';

/**
 * How they are ended without hitting anything else: the number of a group is not given out again while it has
 * a member; that of a process is, so it has to be one that clusterview started.
 */
const KILL: Record<GuardedKind, string> = {
  groups: 'for pid in $pids; do kill -s KILL -- "-$pid"; done',
  'master-group': `kill -s KILL -- -${process.pid}`,
  processes: `for pid in $pids; do
    { if [ -r /proc/self/environ ]; then tr '\\0' '\\n' <"/proc/$pid/environ"; else ps -E -o command= -p "$pid"; fi; } |
      grep -q CLUSTERVIEW_SLOT= && kill -s KILL "$pid"
  done`,
};

/** When the master has ended in order, all that can be left in its group is what workers have started. */
const SWEEP = `kill -s TERM -- -${process.pid}`;

/**
 * Reads lines that each list all workers, until the master is gone by whatever way; then ends what is left, and
 * removes the directories that it was given.
 */
const scriptFor = (kind: GuardedKind) => `exec 2>/dev/null
trap '' HUP INT TERM
while read -r line; do pids=$line; done
[ $# -gt 0 ] && rm -rf -- "$@"
if [ -z "$pids" ]; then ${kind === 'master-group' ? SWEEP : ':'}; exit; fi
sleep ${GRACE_S}
${KILL[kind]}`;

/**
 * A shell that outlives the master and ends workers that cannot notice its death, because their event loop is
 * blocked. It sleeps in a read and costs about a megabyte.
 */
export class Guardian {
  readonly #kind: GuardedKind;
  readonly #script: string;
  readonly #directories: readonly string[];
  /** `null` until there is something to guard: the first worker does not wait for the shell to be started. */
  #process: ChildProcess | null = null;
  #pids: readonly number[] = [];
  #respawning: NodeJS.Timeout | undefined;
  #closed = false;

  /** @param directories where the master keeps files, if it does. */
  constructor(kind: GuardedKind, directories: readonly string[]) {
    this.#kind = kind;
    this.#script = scriptFor(kind);
    this.#directories = directories;
  }

  watch(pids: readonly number[]): void {
    // Of one that could not be started it is 0, which would be a group.
    this.#pids = pids.filter(pid => pid > 0);
    if (this.#process === null && this.#respawning === undefined) this.#start();
    this.#process?.stdin?.write(`${this.#pids.join(' ')}\n`);
  }

  /** To be called when no worker is left. */
  close(): void {
    this.#closed = true;
    // The pipe ends with this process.
    this.#process?.stdin?.write('\n');
    this.#process?.unref();
    // Where Node ends because nothing is left to do, it closes the pipe and its handlers of signals first (seen on
    // Node 20.20): the sweep would end it, too, in place of its exit code. This way all ends at once.
    if (this.#kind === 'master-group') process.once('exit', code => process.exit(code));
  }

  #start(): void {
    const startAgain = () => {
      if (!this.#closed) this.#respawning ??= setTimeout(() => this.#respawn(), RESPAWN_MS).unref();
    };
    let guardian: ChildProcess;
    try {
      guardian = spawn('/bin/sh', ['-c', this.#script, 'sh', ...this.#directories], {
        detached: true,
        stdio: ['pipe', 'ignore', 'ignore'],
      });
    } catch {
      // Node throws what the system seldom says, as that there is no memory for another process.
      startAgain();
      return;
    }
    this.#process = guardian;
    guardian.on('error', () => {
      if (!guardian.pid) startAgain();
    });
    guardian.on('exit', startAgain);
    // There is none where it could not be started for want of descriptors.
    guardian.stdin?.on('error', () => {});
  }

  #respawn(): void {
    this.#respawning = undefined;
    if (this.#closed) return;
    this.#start();
    this.watch(this.#pids);
  }
}
