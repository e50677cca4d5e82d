import {type OptionName, options} from '../options.js';

/** Options of commands, and of this one run. */
const ONLY_TYPED: readonly OptionName[] = [
  'close',
  'config',
  'follow',
  'help',
  'json',
  'lines',
  'seconds',
  'signal',
  'version',
];
/** Options that say how all apps are shown, and so are no app's own. */
export const OF_ALL_APPS: readonly OptionName[] = ['ascii', 'detach', 'headless', 'plain'];

/** What a config file may say, by the names of the options. */
export const CONFIG_OPTIONS = (Object.keys(options) as OptionName[]).filter(
  name => !ONLY_TYPED.includes(name),
);

/** What is no option on the command line: the app, what stands behind `--`, and variables for the workers. */
export const APP_KEYS = ['app', 'args', 'env'] as const;

/** The value of such an option is a path. */
export function isPath(name: OptionName): boolean {
  const option = options[name];
  return 'value' in option && (option.value === 'FILE' || option.value === 'DIR');
}
