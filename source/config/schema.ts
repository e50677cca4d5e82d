import {closestMatch} from 'leven';
import * as z from 'zod/mini';
import {inWords} from '../in-words.js';
import {flagOf, type OptionName, type OptionValues, options} from '../options.js';
import {APP_KEYS, CONFIG_OPTIONS, OF_ALL_APPS} from './keys.js';

/** What one object of a config file says, checked and converted as the flags are. */
export interface ParsedEntry extends Partial<OptionValues> {
  readonly app?: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export interface ParsedConfig extends ParsedEntry {
  readonly apps?: readonly ParsedEntry[];
}

/** Names that differ by more are no slips of the hand. */
const TYPO_DISTANCE_MAX = 4;

const APP_OPTIONS = CONFIG_OPTIONS.filter(name => !OF_ALL_APPS.includes(name));

/** The messages of its issues go behind the path. */
export const configSchema = objectOf({
  ...entryShape(CONFIG_OPTIONS),
  apps: z.optional(
    z
      .array(objectOf(entryShape(APP_OPTIONS)), {error: mustBe('a list of apps')})
      .check(z.minLength(1, {error: 'must have at least one app'})),
  ),
});

function entryShape(names: readonly OptionName[]): Record<string, z.ZodMiniType> {
  const values = names.map(name => [name, z.optional(schemaOf(name))] as const);
  return {
    app: z.optional(z.string({error: mustBe('the path of a file')})),
    args: z.optional(words()),
    env: z.optional(
      z.record(
        z.string().check(z.regex(/^[^=]+$/, {error: 'must be named without ='})),
        z.pipe(
          z.union([z.string(), z.number(), z.boolean()], {error: mustBe('a text, a number, true or false')}),
          z.transform(String),
        ),
        {
          error: issue =>
            issue.code === 'invalid_key' ? undefined : mustBe('an object of environment variables')(issue),
        },
      ),
    ),
    ...Object.fromEntries(values),
  };
}

function schemaOf(name: OptionName): z.ZodMiniType {
  if (name === 'nodeArgs') return words();
  const {type, schema} = options[name];
  if (type === 'boolean') return z.boolean({error: mustBe('true or false')});
  // A number is as good as the same one typed.
  return z.pipe(
    z.transform((given: unknown) => (typeof given === 'number' ? String(given) : given)),
    schema,
  );
}

/** Arguments, which on the command line a shell would separate. */
function words() {
  const list = z.array(z.union([z.string(), z.number()]));
  return z.pipe(
    z.union([z.string(), list], {error: mustBe('arguments separated by spaces, or a list of them')}),
    z.transform(given =>
      typeof given === 'string' ? given.split(/\s+/).filter(Boolean) : given.map(String),
    ),
  );
}

function objectOf(shape: Record<string, z.ZodMiniType>) {
  return z.strictObject(shape, {
    error: issue =>
      issue.code === 'unrecognized_keys'
        ? notKnown(String((issue.keys as unknown[])[0]), Object.keys(shape))
        : mustBe('an object')(issue),
  });
}

function notKnown(key: string, known: readonly string[]): string {
  if (known.includes('apps') === false && OF_ALL_APPS.includes(key as OptionName)) {
    return 'is for all apps: say it at the top';
  }
  if (Object.hasOwn(options, key)) return `is only for the command line, as ${flagOf(key)}`;
  const lowerCase = (name: string) => name.replace(/[^A-Za-z0-9]/g, '').toLowerCase();
  const maxDistance = Math.min(TYPO_DISTANCE_MAX, Math.ceil(key.length / 2));
  const nearest =
    known.find(name => lowerCase(name) === lowerCase(key)) ?? closestMatch(key, known, {maxDistance});
  if (nearest !== undefined) return `is not known; did you mean ${nearest}?`;
  return `is not known; there are ${APP_KEYS.join(', ')}, and the options of clusterview --help`;
}

function mustBe(expected: string) {
  return ({input}: {readonly input?: unknown}) => `must be ${expected}, not ${inWords(input)}`;
}
