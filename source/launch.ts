import {flagOf, type OptionName, type OptionValues} from './options.js';

/** An app that is to be started, and what with: flags win over the config file, and that over the defaults. */
export interface Launch {
  /** As messages name it, relative to the current directory; `undefined` where nothing says which. */
  readonly app: string | undefined;
  readonly appArguments: readonly string[];
  /** Variables for the workers, from the config file. */
  readonly environment: Readonly<Record<string, string>>;
  readonly values: OptionValues;
  /** Where each of these comes from that is no default, by its name; variables by `env.NAME`. */
  readonly origins: ReadonlyMap<string, Origin>;
  /** Where the app stands in a config file; `null` where it stands in none. */
  readonly place: FilePlace | null;
}

export interface Origin {
  /** As it was given: `10s`; paths from a file are absolute. */
  readonly given: unknown;
  /** `null` for the command line. */
  readonly place: FilePlace | null;
}

/** A place in a config file. */
export interface FilePlace {
  readonly file: string;
  /** Such as `apps[1].workers`. */
  readonly path: string;
}

/** As errors name an option: by its flag, or by its place in the config file where that is what says it. */
export function nameOfOption({origins}: Pick<Launch, 'origins'>, name: OptionName): string {
  const place = origins.get(name)?.place;
  return place ? `${place.file}: ${place.path}` : flagOf(name);
}
