import {type Arguments, parseArguments} from './arguments.js';
import {Failure} from './failure.js';
import {endByHangUp} from './hang-up.js';
import {UsageError} from './usage-error.js';

declare const CLUSTERVIEW_VERSION: string;

interface Command {
  /** @param name what stands behind the command. */
  readonly execute: (name: string | undefined, parsed: Arguments) => Promise<number>;
}

/** Commands by name; any other first word is an app to run. */
const COMMANDS: Record<string, () => Promise<Command>> = {
  attach: () => import('./commands/attach.js'),
  config: () => import('./commands/config.js'),
  heap: () => import('./commands/heap.js'),
  inspect: () => import('./commands/inspect.js'),
  kill: () => import('./commands/kill.js'),
  list: () => import('./commands/list.js'),
  logs: () => import('./commands/logs.js'),
  policy: () => import('./commands/policy.js'),
  profile: () => import('./commands/profile.js'),
  reload: () => import('./commands/reload.js'),
  replay: () => import('./commands/replay.js'),
  routes: () => import('./commands/routes.js'),
  scale: () => import('./commands/scale.js'),
  stack: () => import('./commands/stack.js'),
  status: () => import('./commands/status.js'),
  stop: () => import('./commands/stop.js'),
};

/** The command line: errors of the user are told in one line. @returns the exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  endByHangUp();
  try {
    return await execute(argv);
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof Failure)) throw error;
    process.stderr.write(`clusterview: ${error.message}\n`);
    return error instanceof UsageError ? 2 : 1;
  }
}

async function execute(argv: readonly string[]): Promise<number> {
  const parsed = parseArguments(argv);
  // What `ps` shows; meow leaves it empty.
  process.title = ['clusterview', ...argv].join(' ');
  if (parsed.values.help) {
    const {helpText} = await import('./help.js');
    process.stdout.write(helpText());
    return 0;
  }
  if (parsed.values.version) {
    process.stdout.write(`${CLUSTERVIEW_VERSION}\n`);
    return 0;
  }
  const [first, second] = parsed.input;
  const command = first !== undefined && Object.hasOwn(COMMANDS, first) ? COMMANDS[first] : undefined;
  if (command) return (await command()).execute(second, parsed);
  const {run} = await import('./commands/run.js');
  return run(parsed);
}
