import path from 'node:path';
import type {Arguments} from '../arguments.js';
import type {FilePlace, Launch, Origin} from '../launch.js';
import type {OptionName, OptionValues} from '../options.js';
import type {ConfigEntry} from './config.js';
import {CONFIG_OPTIONS} from './keys.js';
import {pathOf} from './path.js';

/** One of them alone can be: one that is typed takes the place of what the file says. */
const WAYS_TO_RUN: readonly OptionName[] = ['detach', 'headless', 'json', 'plain'];

/**
 * Puts together what was typed and what stands in the file.
 * @param app as typed.
 * @param file the config file, as messages name it.
 * @param entries what it says of the app: of those that name an option, the first counts.
 */
export function launchOf(
  {values: typedOrDefault, typed, appArguments}: Arguments,
  app: string | undefined,
  file: string | null,
  entries: readonly ConfigEntry[],
): Launch {
  const origins = new Map<string, Origin>();
  const placeOf = (entry: ConfigEntry, ...keys: readonly string[]): FilePlace => ({
    file: file!,
    path: pathOf([...entry.path, ...keys]),
  });
  const withApp = entries.find(entry => entry.app !== undefined);
  if (app !== undefined) origins.set('app', {given: app, place: null});
  else if (withApp) origins.set('app', {given: withApp.app, place: placeOf(withApp, 'app')});

  const withArguments = entries.find(({args}) => args !== undefined);
  if (appArguments.length > 0) origins.set('args', {given: appArguments, place: null});
  else if (withArguments) {
    origins.set('args', {given: withArguments.args, place: placeOf(withArguments, 'args')});
  }

  const environment: Record<string, string> = {};
  for (const entry of [...entries].reverse()) {
    for (const [name, value] of Object.entries(entry.env)) {
      environment[name] = value;
      origins.set(`env.${name}`, {given: value, place: placeOf(entry, 'env', name)});
    }
  }

  const isWayTyped = WAYS_TO_RUN.some(name => typed[name] === true);
  const values: Record<string, unknown> = {...typedOrDefault};
  for (const name of Object.keys(typed) as OptionName[]) {
    origins.set(name, {given: typed[name], place: null});
  }
  for (const name of CONFIG_OPTIONS) {
    if (typed[name] !== undefined || (isWayTyped && WAYS_TO_RUN.includes(name))) continue;
    const entry = entries.find(({values}) => values[name] !== undefined);
    if (!entry) continue;
    values[name] = entry.values[name];
    origins.set(name, {given: entry.given[name], place: placeOf(entry, name)});
  }
  return {
    app: app ?? (withApp && path.relative('', withApp.app!)),
    appArguments: (origins.get('args')?.given ?? []) as readonly string[],
    environment,
    values: values as OptionValues,
    origins,
    place: entries[0] && file !== null ? {file, path: pathOf(entries[0].path)} : null,
  };
}
