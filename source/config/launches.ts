import path from 'node:path';
import type {Arguments} from '../arguments.js';
import type {Launch} from '../launch.js';
import {nameOfApp} from '../name-of-app.js';
import {statsOf} from '../stats-of.js';
import {UsageError} from '../usage-error.js';
import {type Config, type ConfigEntry, readConfig} from './config.js';
import {launchOf} from './launch-of.js';
import {pathOf} from './path.js';

/** What the command line asks to start, and the config file that it was read with. */
export interface Launches {
  /** One or, where the file names several apps and the command line none, all of them. */
  readonly launches: readonly Launch[];
  /** As messages name it; `null` where there is none. */
  readonly file: string | null;
  /** What the apps in it are called. */
  readonly names: readonly string[];
}

/**
 * @param words an app, or the name of one in the config file.
 * @throws UsageError
 */
export async function launchesOf(parsed: Arguments, words: readonly string[]): Promise<Launches> {
  const [word, surplus] = words;
  if (surplus !== undefined) {
    throw new UsageError(`one app at a time, not also "${surplus}"; arguments of the app go behind --`);
  }
  const config = await readConfig(parsed.values.config);
  if (!config) return {file: null, names: [], launches: [launchOf(parsed, word, null, [])]};
  const {file, shared, apps} = config;
  const known = (apps ?? [shared]).filter(entry => appOf(entry, shared) !== undefined);
  const names = known.map(entry => nameOf(entry, shared));
  checkNames(file, known, names);
  if (word !== undefined) {
    return {file, names, launches: [launchNamed(parsed, word, config, known, names)]};
  }
  const all = apps?.map(app => [app, shared]) ?? [[shared]];
  return {file, names, launches: all.map(entries => launchOf(parsed, undefined, file, entries))};
}

/**
 * A file that is there comes before a name.
 * @param known entries that name an app, and what these are called.
 */
function launchNamed(
  parsed: Arguments,
  word: string,
  {file, shared}: Config,
  known: readonly ConfigEntry[],
  names: readonly string[],
): Launch {
  const entriesOf = (entry: ConfigEntry) => (entry === shared ? [shared] : [entry, shared]);
  const stats = statsOf(word);
  if (stats?.isFile()) {
    const appPath = path.resolve(word);
    const entries = known.filter(entry => appOf(entry, shared) === appPath);
    const [only, another] = entries;
    // Under another name it is a cluster of its own.
    if (another && parsed.typed.name === undefined) {
      const which = entries.map(entry => names[known.indexOf(entry)]).join(', ');
      throw new UsageError(`${word} is the app of ${which} in ${file}: name one of them`);
    }
    if (only && !another) return launchOf(parsed, word, file, entriesOf(only));
    // Of an app that the file does not know, it says nothing but what is to be for any.
    const isOwn = shared.app !== undefined && shared.app !== appPath;
    return launchOf(parsed, word, file, [isOwn ? withoutIdentity(shared) : shared]);
  }
  const index = names.indexOf(word);
  if (index >= 0) return launchOf(parsed, undefined, file, entriesOf(known[index]!));
  if (names.length === 0 || stats) {
    return launchOf(parsed, word, file, [shared]);
  }
  throw new UsageError(`no such app: ${word}; ${file} has ${names.join(', ')}`);
}

/** @throws UsageError where two apps would have one name, whether they say it or have it from elsewhere. */
function checkNames(file: string, known: readonly ConfigEntry[], names: readonly string[]): void {
  const second = names.findIndex((name, index) => names.indexOf(name) < index);
  if (second < 0) return;
  const name = names[second]!;
  const [path, first] = [second, names.indexOf(name)].map(index => pathOf([...known[index]!.path, 'name']));
  throw new UsageError(`${file}: ${path} must be another than ${first}, and both are "${name}"`);
}

function appOf(entry: ConfigEntry, shared: ConfigEntry): string | undefined {
  return entry.app ?? shared.app;
}

function nameOf(entry: ConfigEntry, shared: ConfigEntry): string {
  return entry.values.name ?? shared.values.name ?? nameOfApp(appOf(entry, shared)!);
}

/** Without what is one app's own: its name and its arguments. */
function withoutIdentity(entry: ConfigEntry): ConfigEntry {
  const {name: _, ...values} = entry.values;
  return {...entry, args: undefined, values};
}
