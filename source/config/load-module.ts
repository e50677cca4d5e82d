import path from 'node:path';
import {pathToFileURL} from 'node:url';
import {runsTypeScript, TYPESCRIPT_FILE, tsxFor} from '../typescript-apps.js';
import {UsageError} from '../usage-error.js';
import {settled} from './settled.js';
import {unreadable} from './unreadable.js';

/** What a config file that is a program exports as its default, or what becomes of that promise. @throws UsageError */
export async function loadModule(file: string): Promise<unknown> {
  const absolute = path.resolve(file);
  const loader = TYPESCRIPT_FILE.test(file) && !runsTypeScript() ? tsxOrRefuse(file, absolute) : null;
  return settled(file, async () => {
    try {
      if (loader !== null) await import(loader);
      const loaded = await import(pathToFileURL(absolute).href);
      return await defaultOf(file, loaded);
    } catch (error) {
      throw error instanceof UsageError ? error : unreadable(file, error);
    }
  });
}

/** @throws UsageError where the project has no `tsx`. */
function tsxOrRefuse(file: string, absolute: string): string {
  const tsx = tsxFor(absolute);
  if (tsx !== null) return tsx;
  throw new UsageError(
    `${file} is TypeScript, which Node ${process.version} does not run: install tsx in the project, use Node 22.18 or later, or write the config as .mjs or .json`,
  );
}

function defaultOf(file: string, loaded: Record<string, unknown>): unknown {
  if (!('default' in loaded)) throw new UsageError(`${file} exports no default: write export default {…}`);
  const exported = loaded.default;
  // A module that was compiled to CommonJS keeps its default in a property.
  const isCompiled = typeof exported === 'object' && exported !== null && '__esModule' in exported;
  return isCompiled ? (exported as {default?: unknown}).default : exported;
}
