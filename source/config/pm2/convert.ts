import path from 'node:path';
import {inWords} from '../../in-words.js';
import {asClusterName} from '../../name-of-app.js';
import {UsageError} from '../../usage-error.js';
import {wordsOf} from '../check.js';
import {pathOf} from '../path.js';
import {configSchema} from '../schema.js';
import type {Converted, Pm2App, RuleContext} from './rule.js';
import {aliases, rules, SILENT} from './rules.js';

/** Of a name that gets a number: that is to stay within the 64 characters that a name may have. */
const STEM_CHARS_MAX = 58;

/** A config for clusterview, and a line about each setting that it cannot have. */
export interface Conversion {
  readonly config: {readonly apps: readonly Readonly<Record<string, unknown>>[]};
  readonly notes: readonly string[];
}

/**
 * @param file the pm2 file, as messages name it.
 * @param content what it holds.
 * @throws UsageError where that is none.
 */
export function convertPm2(file: string, content: unknown): Conversion {
  const notes: string[] = [];
  const found = appsIn(file, content);
  const names = distinctNames(found);
  const apps = found.map((app, index) => convertApp(app, names[index]!, path.dirname(file), notes));
  if (typeof content === 'object' && content !== null && 'deploy' in content) {
    notes.push('deploy: clusterview does not copy apps to other machines');
  }
  return {config: {apps}, notes};
}

/** As pm2 does, takes a list, a single app, and either of them as `apps`. */
function appsIn(file: string, content: unknown): Pm2App[] {
  const isList = typeof content === 'object' && content !== null && 'apps' in content;
  const found = isList ? content.apps : content;
  const apps = (Array.isArray(found) ? found : [found]).map(app => withPlainKeys(app ?? {}));
  const missing = apps.findIndex(({script}) => typeof script !== 'string' || script === '');
  if (apps.length > 0 && missing < 0) return apps;
  const which = apps.length === 1 || missing < 0 ? '' : `, as apps[${missing}]`;
  throw new UsageError(`${file} is no ecosystem file of pm2: it needs apps that have a script${which}`);
}

/** What is `null` is not set, as pm2 has it. */
function withPlainKeys(app: object): Pm2App {
  return Object.fromEntries(
    Object.entries(app).flatMap(([key, value]) => {
      if (value === null) return [];
      const snakeCase = key.startsWith('env_')
        ? key
        : key.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`);
      const known = [key, snakeCase].find(name => Object.hasOwn(rules, name) || SILENT.includes(name));
      return [[known ?? aliases[key] ?? aliases[snakeCase] ?? key, value]];
    }),
  );
}

function nameIn({name, script}: Pm2App): string {
  return typeof name === 'string' ? name : path.parse(String(script)).name;
}

/** pm2 takes any text. */
function wantedName(app: Pm2App): string {
  return asClusterName(nameIn(app).replace(/[^A-Za-z0-9._-]+/g, '-'));
}

/** What the clusters are to be called: pm2 takes several apps of one name. */
function distinctNames(apps: readonly Pm2App[]): string[] {
  const wanted = apps.map(wantedName);
  const taken = new Set(wanted);
  return wanted.map((name, index) => {
    if (wanted.indexOf(name) === index) return name;
    const stem = name.slice(0, STEM_CHARS_MAX);
    let number = 2;
    while (taken.has(`${stem}-${number}`)) number += 1;
    taken.add(`${stem}-${number}`);
    return `${stem}-${number}`;
  });
}

function convertApp(app: Pm2App, name: string, directory: string, notes: string[]): Record<string, unknown> {
  const note = (key: string, words: string) =>
    notes.push(`${name}: ${key} ${shown(key, app[key])}: ${words}`);
  const given = nameIn(app);
  const isTaken = name !== wantedName(app);
  if (name !== given) {
    const why = isTaken ? 'another app has that name, ' : '';
    notes.push(`${name}: name ${inWords(given)}: ${why}the cluster is called ${name}`);
  }

  // One process is what pm2 starts where nothing else is said.
  const config: Record<string, unknown> = {name, workers: 1};
  const context: RuleContext = {app, name, directory};
  for (const key of inOrder(Object.keys(app))) {
    const {set = {}, note: words} = convert(key, context);
    if (words !== undefined) note(key, words);
    for (const [target, converted] of Object.entries(set)) {
      const value = target === 'env' ? variablesOf(converted as object, name, notes) : converted;
      const problem = problemOf(target, value);
      if (problem === null) config[target] = value;
      else note(key, `${target} ${problem}`);
    }
  }
  return config;
}

/** Of variables for the app, only their names: secrets are among them. */
function shown(key: string, value: unknown): string {
  const hasVariables = key.startsWith('env') && typeof value === 'object' && value !== null;
  return hasVariables ? `(${Object.keys(value).join(', ')})` : inWords(value);
}

/** One that cannot be, such as a `process.env.TOKEN` that is not set here, is nothing to the others. */
function variablesOf(env: object, name: string, notes: string[]): Record<string, unknown> {
  const variables = Object.entries(env).filter(([variable, value]) => {
    const problem = problemOf('env', {[variable]: value});
    if (problem !== null) notes.push(`${name}: ${pathOf(['env', variable])} is left out: it ${problem}`);
    return problem === null;
  });
  return Object.fromEntries(variables);
}

function convert(key: string, context: RuleContext): Converted {
  const value = context.app[key];
  if (value === undefined || SILENT.includes(key)) return {};
  if (key.startsWith('env_')) {
    return {note: 'only env is taken: put these into a second file, and name that with --config'};
  }
  const rule = Object.hasOwn(rules, key) ? rules[key] : undefined;
  return rule ? rule(value, context) : {note: 'is not known'};
}

/** As the rules stand, with what they do not know behind. */
function inOrder(keys: readonly string[]): string[] {
  const known = Object.keys(rules).filter(key => keys.includes(key));
  return [...known, ...keys.filter(key => !known.includes(key))];
}

/** Why clusterview would refuse it. */
function problemOf(key: string, value: unknown): string | null {
  const result = configSchema.safeParse({[key]: value}, {reportInput: true});
  return result.success ? null : wordsOf(result.error.issues[0]!);
}
