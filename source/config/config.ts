import type {OptionName, OptionValues} from '../options.js';
import {findConfigFile} from './find-file.js';
import {readConfigFile} from './read-file.js';

/** A config file, checked. */
export interface Config {
  /** As messages name it. */
  readonly file: string;
  /** What stands at the top: of the only app, or defaults for each. */
  readonly shared: ConfigEntry;
  /** `null` where it is about one app, or none. */
  readonly apps: readonly ConfigEntry[] | null;
}

/** What one object of the file says; paths are absolute. */
export interface ConfigEntry {
  /** Where the object stands in the file. */
  readonly path: readonly PropertyKey[];
  readonly app: string | undefined;
  readonly args: readonly string[] | undefined;
  readonly env: Readonly<Record<string, string>>;
  readonly values: Partial<OptionValues>;
  /** The same as it stands there: `drainTimeout` is `10s`. */
  readonly given: Readonly<Partial<Record<OptionName, unknown>>>;
}

/**
 * @param named by `--config`; otherwise the file is looked for in the current directory.
 * @returns `null` where there is none.
 * @throws UsageError
 */
export async function readConfig(named: string | undefined): Promise<Config | null> {
  const file = findConfigFile(named);
  if (file === null) return null;
  const content = await readConfigFile(file);
  // Its schema is only made where there is something to check: it takes 5 ms.
  const {checkConfig} = await import('./check.js');
  return checkConfig(file, content);
}
