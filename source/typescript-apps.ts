import {createRequire} from 'node:module';
import {pathToFileURL} from 'node:url';
import {UsageError} from './usage-error.js';

export const TYPESCRIPT_FILE = /\.[cm]?ts$/;

/**
 * Arguments of Node for the workers. A TypeScript app runs as it is where Node strips types by itself (22.18,
 * 23.6 and later), and otherwise with the project's own `tsx`.
 * @throws UsageError if there is neither.
 */
export function nodeArgumentsFor(app: string, appPath: string, given: readonly string[]): readonly string[] {
  // With arguments of their own, users have arranged for it themselves.
  if (!TYPESCRIPT_FILE.test(app) || given.length > 0 || runsTypeScript()) return given;
  const tsx = tsxFor(appPath);
  if (tsx !== null) return ['--import', tsx];
  throw new UsageError(
    `${app} is TypeScript, which Node ${process.version} does not run: install tsx in the project, or use Node 22.18 or later`,
  );
}

/** The URL of the loader of TypeScript that the project of this file has; `null` where it has none. */
export function tsxFor(file: string): string | null {
  try {
    return pathToFileURL(createRequire(file).resolve('tsx')).href;
  } catch {
    return null;
  }
}

/** Node strips types by itself. */
export function runsTypeScript(): boolean {
  return Boolean((process.features as {typescript?: string | false}).typescript);
}
