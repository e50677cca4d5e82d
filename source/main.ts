import {parseArguments} from './arguments.js';
import {isCommandName} from './commands/names.js';
import {printable} from './commands/printable.js';
import {run} from './commands/run.js';
import {takeSpareMaster} from './commands/spare-master.js';
import {Failure} from './failure.js';
import {endByHangUp} from './hang-up.js';
import {UsageError} from './usage-error.js';

declare const CLUSTERVIEW_VERSION: string;

/** The command line: errors of the user are told in one line. @returns the exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  endByHangUp();
  try {
    return await execute(argv);
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof Failure)) throw error;
    process.stderr.write(`clusterview: ${printable(error.message, process.stderr)}\n`);
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
  if (!isCommandName(first)) return run(parsed);
  takeSpareMaster()?.discard();
  endQuietly(process.stdout);
  const {COMMANDS} = await import('./commands/commands.js');
  return COMMANDS[first].execute(second, parsed);
}

/** Who reads what a command prints may have had enough, such as `head`. */
function endQuietly(stream: NodeJS.WriteStream): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    const isHandled = error.code === 'EPIPE' || stream.listenerCount('error') > 1;
    if (!isHandled) throw error;
  });
}
