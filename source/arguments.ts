import meow from 'meow';
import {flagOf, type OptionName, type OptionValues, options} from './options.js';
import {UsageError} from './usage-error.js';

/** The command line, taken apart and checked. */
export interface Arguments {
  readonly input: readonly string[];
  /** What was typed, and defaults for the rest. */
  readonly values: OptionValues;
  /** What was typed, as it was: text, or `true` and `false` of switches. */
  readonly typed: Typed;
  /** What stands behind `--`. */
  readonly appArguments: readonly string[];
}

type Typed = Readonly<Partial<Record<OptionName, string | boolean>>>;

/** As they are written, or as meow names them. It takes others for these as well, such as `--log_dir`, which is none. */
const FLAG_PATTERN = /^--([a-z]+(-[a-z]+)*|[a-z]+([A-Z][a-z]*)+)(=|$)/;

/** @throws UsageError */
export function parseArguments(argv: readonly string[]): Arguments {
  const separator = argv.indexOf('--');
  const own = bindValues(separator < 0 ? argv : argv.slice(0, separator));
  const appArguments = separator < 0 ? [] : argv.slice(separator + 1);

  const odd = own.find(word => word.startsWith('--') && !FLAG_PATTERN.test(word));
  if (odd !== undefined) throw unknownFlag(odd.replace(/=.*/s, ''));

  const {input, flags} = meow({
    importMeta: import.meta,
    argv: own,
    pkg: {},
    autoHelp: false,
    autoVersion: false,
    booleanDefault: undefined,
    inferType: false,
    // Those that nobody gave would be half of its work.
    flags: Object.fromEntries(namesIn(own).map(name => [name, {type: options[name].type, isMultiple: true}])),
  });
  for (const name of Object.keys(flags)) {
    if (Object.hasOwn(options, name)) continue;
    const dashes = name.length === 1 ? `-${name}` : flagOf(name);
    const negated = dashes.replace(/^--/, '--no-');
    throw unknownFlag(own.includes(negated) ? negated : dashes);
  }
  const typed = onceEach(flags as Record<string, (string | boolean)[]>);
  return {input, values: checkValues(typed), typed, appArguments};
}

/**
 * Ties each value to its flag with `=`. Left apart, a value that begins with a dash, such as that of
 * `--node-args "--import tsx"`, would be taken for a flag, and a missing one would go unnoticed.
 */
function bindValues(argv: readonly string[]): string[] {
  const bound: string[] = [];
  for (let i = 0; i < argv.length; i++) {
    const arg = argv[i]!;
    const found = Object.entries(options).find(
      ([name, option]) => arg === flagOf(name) || ('shortFlag' in option && arg === `-${option.shortFlag}`),
    );
    if (!found) {
      // One that says no is undone by the same without it.
      const denied = Object.keys(options).find(name => flagOf(name) === arg.replace(/^--/, '--no-'));
      bound.push(denied ? `${flagOf(denied)}=false` : arg);
      continue;
    }
    const [name, {type}] = found;
    if (type === 'boolean') {
      // With `=`, one that begins with `--no-` is not taken for the opposite of another.
      bound.push(`${flagOf(name)}=true`);
      continue;
    }
    i += 1;
    const value = argv[i];
    if (value === undefined) throw new UsageError(`${flagOf(name)} needs a value`);
    bound.push(`${flagOf(name)}=${value}`);
  }
  return bound;
}

function unknownFlag(flag: string): UsageError {
  return new UsageError(`unknown flag ${flag}; see clusterview --help; flags of the app go behind --`);
}

/** Options that the words can be about, in both spellings of their flags; others may be among them. */
function namesIn(words: readonly string[]): OptionName[] {
  const spelled = new Set(
    words.flatMap(word => {
      const letters = word.replace(/=.*/s, '').replaceAll('-', '').toLowerCase();
      return [letters, letters.replace(/^no/, '')];
    }),
  );
  return (Object.keys(options) as OptionName[]).filter(name => spelled.has(name.toLowerCase()));
}

function onceEach(flags: Readonly<Record<string, readonly (string | boolean)[]>>): Typed {
  const typed: Record<string, string | boolean> = {};
  for (const [name, [first, ...more]] of Object.entries(flags)) {
    if (more.length > 0) throw new UsageError(`${flagOf(name)} was given ${more.length + 1} times`);
    if (first !== undefined) typed[name] = first;
  }
  return typed;
}

function checkValues(typed: Typed): OptionValues {
  const values: Record<string, unknown> = {};
  for (const [name, option] of Object.entries(options)) {
    const text = typed[name as OptionName] ?? ('default' in option ? option.default : undefined);
    if (text === undefined) continue;
    const result = option.schema.safeParse(text);
    if (!result.success) throw new UsageError(`${flagOf(name)} ${result.error.issues[0]!.message}`);
    values[name] = result.data;
  }
  return values as OptionValues;
}
