import type {Arguments} from '../arguments.js';
import {type SettingInForce, settingsInForce} from '../config/in-force.js';
import {launchesOf} from '../config/launches.js';
import {tableLines} from './table.js';

const HEAD = ['setting', 'value', 'from'];

/** `clusterview config [app]`, or `import`: what is in force, and where it comes from. @returns the exit code. */
export async function execute(_: string | undefined, parsed: Arguments): Promise<number> {
  const [first, ...rest] = parsed.input.slice(1);
  if (first === 'import') {
    const {importConfig} = await import('./config-import.js');
    return importConfig(rest);
  }
  const {file, launches} = await launchesOf(parsed, parsed.input.slice(1));
  const apps = launches.map(settingsInForce);
  if (parsed.values.json) {
    process.stdout.write(`${JSON.stringify({file, apps: apps.map(byKey)})}\n`);
    return 0;
  }
  const tables = apps.map(settings => tableLines([HEAD, ...settings.map(rowOf)]).join('\n'));
  process.stdout.write(`${[file ?? 'there is no config file', ...tables].join('\n\n')}\n`);
  return 0;
}

function byKey(settings: readonly SettingInForce[]): Record<string, Omit<SettingInForce, 'key'>> {
  return Object.fromEntries(settings.map(({key, ...setting}) => [key, setting]));
}

function rowOf({key, value, from}: SettingInForce): string[] {
  return [key, inCell(value), from];
}

/** As it would be typed. */
function inCell(value: unknown): string {
  if (value === null || value === '') return '-';
  if (Array.isArray(value)) return value.length > 0 ? value.map(quoted).join(' ') : '-';
  // One row stays one line.
  return String(value).replace(/[\r\n]+/g, ' ');
}

function quoted(value: unknown): string {
  const text = String(value);
  return /^[\w./:=,@+-]+$/.test(text) ? text : JSON.stringify(text);
}
