import {createRequire} from 'node:module';
import {pathToFileURL} from 'node:url';
import {UsageError} from './usage-error.js';

const TYPESCRIPT_FILE = /\.[cm]?ts$/;

/**
 * Arguments of Node for the workers. A TypeScript app runs as it is where Node strips types by itself (22.18,
 * 23.6 and later), and otherwise with the project's own `tsx`.
 * @throws UsageError if there is neither.
 */
export function nodeArgumentsFor(app: string, appPath: string, given: readonly string[]): readonly string[] {
  // With arguments of their own, users have arranged for it themselves.
  if (!TYPESCRIPT_FILE.test(app) || given.length > 0 || stripsTypes()) return given;
  try {
    const tsx = createRequire(appPath).resolve('tsx');
    return ['--import', pathToFileURL(tsx).href];
  } catch {
    throw new UsageError(
      `${app} is TypeScript, which Node ${process.version} does not run: install tsx in the project, or use Node 22.18 or later`,
    );
  }
}

function stripsTypes(): boolean {
  return Boolean((process.features as {typescript?: string | false}).typescript);
}
