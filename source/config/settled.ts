import {writeSync} from 'node:fs';
import {UsageError} from '../usage-error.js';
import {unreadable} from './unreadable.js';

const STDERR_FD = 2;
const USAGE_EXIT_CODE = 2;

/**
 * What the program in a config file loads as. One that ends this process, or that waits for what cannot come any more,
 * would otherwise end the command without a word.
 * @throws UsageError
 */
export async function settled(file: string, load: () => Promise<unknown>): Promise<unknown> {
  let fail!: (error: Error) => void;
  const failed = new Promise<never>((_, reject) => {
    fail = reject;
  });
  const onExit = () => {
    writeSync(STDERR_FD, `clusterview: ${file} ends the process instead of exporting a config\n`);
    process.exitCode = USAGE_EXIT_CODE;
  };
  // Nothing is left that could wake this process.
  const onIdle = () => fail(new UsageError(`${file} waits for a promise that never settles`));
  const onThrown = (error: unknown) => fail(unreadable(file, error));
  process.on('exit', onExit).on('beforeExit', onIdle).on('uncaughtException', onThrown);
  try {
    return await Promise.race([load(), failed]);
  } finally {
    process.off('exit', onExit).off('beforeExit', onIdle).off('uncaughtException', onThrown);
  }
}
