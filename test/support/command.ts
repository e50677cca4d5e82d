import {spawn} from 'node:child_process';
import {COMMAND, makePlace, type Place} from './place.js';

/** Far above what any takes on a slow machine, and less than a test has. */
const COMMAND_MS_MAX = 50_000;

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly place: Place;
}

/** Takes from root the right to read every file (Linux). */
export const asOrdinaryUser: readonly string[] =
  process.getuid!() === 0 ? ['setpriv', '--bounding-set=-dac_override,-dac_read_search'] : [];

/**
 * Runs the command to its end.
 * @param wrapper a command that runs the one behind it.
 */
export function runCommand(
  args: readonly string[],
  place: Place = makePlace(),
  wrapper: readonly string[] = [],
): Promise<Outcome> {
  const [program, ...rest] = [...wrapper, process.execPath, COMMAND, ...args];
  return new Promise((resolve, reject) => {
    const child = spawn(program!, rest, {
      env: place.env,
      cwd: place.directory,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', text => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', text => {
      stderr += text;
    });
    // It says which it was, where a test that runs out of time would not.
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`clusterview ${args.join(' ')} does not end; it has printed: ${stdout}${stderr}`));
    }, COMMAND_MS_MAX);
    child.on('error', reject);
    child.on('close', code => {
      clearTimeout(timer);
      resolve({code, stdout, stderr, place});
    });
  });
}
