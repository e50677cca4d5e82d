import type {Launch} from '../launch.js';
import type {Settings} from '../master/settings.js';
import {UsageError} from '../usage-error.js';

/**
 * Makes sure that apps which are started together do not take from each other what only one can have.
 * @param file the config file, as messages name it.
 * @throws UsageError
 */
export function checkDistinct(
  file: string,
  launches: readonly Launch[],
  clusters: readonly Settings[],
): void {
  const check = (what: (settings: Settings) => string | number | null, words: (value: string) => string) => {
    const values = clusters.map(what);
    const second = values.findIndex((value, index) => value !== null && values.indexOf(value) < index);
    if (second < 0) return;
    const first = values.indexOf(values[second]!);
    const both = `${launches[first]!.place!.path} and ${launches[second]!.place!.path}`;
    throw new UsageError(`${file}: ${both} ${words(String(values[second]))}`);
  };
  check(
    ({recordFile}) => recordFile,
    recordFile => `would both be recorded in ${recordFile}: give each a record of its own`,
  );
  check(
    ({logDirectory}) => logDirectory,
    directory => `would both write their logs into ${directory}: give each a logDir of its own`,
  );
  // 0 is a port that the system picks.
  check(
    ({metricsPort}) => metricsPort || null,
    port => `would both have ${port} as their metricsPort: give each one of its own`,
  );
}
