import path from 'node:path';
import {DATA_VARIABLE} from '../app-data.js';
import type {Launch, Origin} from '../launch.js';
import {nameOfApp} from '../name-of-app.js';
import {options} from '../options.js';
import {CONFIG_OPTIONS} from './keys.js';

/** What one key of the config file amounts to, whether the file has it or not. */
export interface SettingInForce {
  /** Such as `workers` or `env.PORT`. */
  readonly key: string;
  /** As it was given; `null` where there is none. */
  readonly value: unknown;
  /**
   * `flag`, `default`, the file and the place in it, as in `package.json:clusterview.workers`, or the name of an
   * environment variable.
   */
  readonly from: string;
}

/** All that an app would be started with, in the order of the help. */
export function settingsInForce({app, environment, origins}: Launch): SettingInForce[] {
  const variables = Object.keys(environment).map(name => `env.${name}`);
  return ['app', 'args', ...variables, ...CONFIG_OPTIONS].map(key => {
    const origin = origins.get(key);
    if (origin) return {key, value: key === 'app' ? app : origin.given, from: sourceOf(origin)};
    const data = key === 'data' && process.env[DATA_VARIABLE];
    if (data) return {key, value: data, from: DATA_VARIABLE};
    return {key, value: defaultOf(key, app), from: 'default'};
  });
}

function sourceOf({place}: Origin): string {
  return place ? `${place.file}:${place.path}` : 'flag';
}

/** Where the table of options has none, it is worked out as at the start. */
function defaultOf(key: string, app: string | undefined): unknown {
  if (key === 'args') return [];
  if (key === 'name') return app === undefined ? null : nameOfApp(path.resolve(app));
  if (key === 'cwd' || key === 'diagnosticsDir') return process.cwd();
  const option = Object.hasOwn(options, key) ? options[key as keyof typeof options] : null;
  if (option === null) return null;
  if ('default' in option) return option.default;
  return option.type === 'boolean' ? false : null;
}
