/** An app in a pm2 file, its keys spelt as pm2's documentation does. */
export type Pm2App = Readonly<Record<string, unknown>>;

/** What becomes of one setting of pm2. */
export interface Converted {
  /** Keys of clusterview's config with their values. */
  readonly set?: Readonly<Record<string, unknown>>;
  /** Why it has no counterpart, or none that is the same, and what there is instead. */
  readonly note?: string;
}

export interface RuleContext {
  readonly app: Pm2App;
  /** What the cluster is to be called. */
  readonly name: string;
  /** Where the file is: paths in it are relative to that. */
  readonly directory: string;
}

export type Rule = (value: unknown, context: RuleContext) => Converted;

/** The same under another name. */
export function renamed(key: string, convert: (value: unknown) => unknown = value => value): Rule {
  return value => ({set: {[key]: convert(value)}});
}

/** Nothing to take over; a note where the setting is in use. */
export function instead(note: string | ((context: RuleContext) => string)): Rule {
  return (value, context) => (isUnused(value) ? {} : {note: typeof note === 'string' ? note : note(context)});
}

/** A note where the setting is switched off, which pm2 has on by itself. */
export function unlessOff(note: string): Rule {
  return value => (value === false ? {note} : {});
}

export function isUnused(value: unknown): boolean {
  const isEmptyList = Array.isArray(value) && value.length === 0;
  return value === false || value === null || value === 0 || value === '' || isEmptyList;
}
