import path from 'node:path';
import type * as z from 'zod/mini';
import {inWords} from '../in-words.js';
import type {OptionName} from '../options.js';
import {UsageError} from '../usage-error.js';
import type {Config, ConfigEntry} from './config.js';
import {CONFIG_OPTIONS, isPath} from './keys.js';
import {PACKAGE_FILE, PACKAGE_KEY} from './package-config.js';
import {pathOf} from './path.js';
import {configSchema, type ParsedConfig, type ParsedEntry} from './schema.js';

/** @throws UsageError with the path of the first value that cannot be. */
export function checkConfig(file: string, content: unknown): Config {
  const root = path.basename(file) === PACKAGE_FILE ? [PACKAGE_KEY] : [];
  const result = configSchema.safeParse(content, {reportInput: true});
  if (!result.success) {
    const [issue] = result.error.issues;
    const key = issue!.code === 'unrecognized_keys' ? issue!.keys.slice(0, 1) : [];
    const place = pathOf([...root, ...issue!.path, ...key]) || 'the config';
    throw new UsageError(`${file}: ${place} ${wordsOf(issue!)}`);
  }
  const parsed = result.data as ParsedConfig;
  const directory = path.dirname(path.resolve(file));
  const given = content as {readonly apps?: readonly Record<string, unknown>[]} & Record<string, unknown>;
  const shared = entryOf(root, parsed, given, directory);
  const apps = parsed.apps?.map((app, index) =>
    entryOf([...root, 'apps', index], app, given.apps![index]!, directory),
  );
  for (const app of apps ?? []) {
    if (app.app !== undefined || shared.app !== undefined) continue;
    throw new UsageError(`${file}: ${pathOf([...app.path, 'app'])} is missing: the file that starts the app`);
  }
  return {file, shared, apps: apps ?? null};
}

function entryOf(
  place: readonly PropertyKey[],
  parsed: ParsedEntry,
  content: Readonly<Record<string, unknown>>,
  directory: string,
): ConfigEntry {
  const values: Record<string, unknown> = {};
  const given: Partial<Record<OptionName, unknown>> = {};
  for (const name of CONFIG_OPTIONS) {
    const value = parsed[name];
    if (value === undefined) continue;
    values[name] = isPath(name) ? path.resolve(directory, String(value)) : value;
    given[name] = isPath(name) ? values[name] : content[name];
  }
  return {
    path: place,
    app: parsed.app === undefined ? undefined : path.resolve(directory, parsed.app),
    args: parsed.args,
    env: parsed.env ?? {},
    values,
    given,
  };
}

/**
 * What is wrong, to stand behind the path. Options that take any text have no words of their own for what is none; keys
 * have theirs further inside.
 */
export function wordsOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_key') return issue.issues[0]!.message;
  const isWordless = issue.code === 'invalid_type' && issue.message === 'Invalid input';
  return isWordless ? `must be a text, not ${inWords(issue.input)}` : issue.message;
}
