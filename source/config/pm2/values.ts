import {existsSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type {Converted, Rule, RuleContext} from './rule.js';

const UNITS = {K: 1024, M: 1024 ** 2, G: 1024 ** 3};

/** pm2 looks for the script in the directory where it runs. */
export function script(value: unknown, {app, directory}: RuleContext): Converted {
  const cwd = typeof app.cwd === 'string' ? app.cwd : '';
  const file = path.isAbsolute(String(value)) ? String(value) : path.join(cwd, String(value));
  const isThere = existsSync(path.resolve(directory, file));
  return {
    set: {app: file},
    ...(!isThere && {note: 'there is no such file: name the one that starts the app, and no command'}),
  };
}

/** `max` and 0 are all cores, and -1 is all but one. */
export function instances(value: unknown): Converted {
  const number = value === 'max' ? 0 : Number.parseInt(String(value), 10) || 0;
  if (number > 0) return {set: {workers: number}};
  if (number === 0) return {set: {workers: 'auto'}};
  const cores = os.availableParallelism();
  const workers = Math.max(cores + number, 1);
  return {
    set: {workers},
    note: `on this machine with ${cores} cores that is ${workers}; clusterview can count up to all of them only (auto)`,
  };
}

export function execMode(value: unknown, {app}: RuleContext): Converted {
  const isFork = String(value).startsWith('fork');
  return isFork && app.instances !== undefined && app.instances !== 1
    ? {note: 'workers are a cluster: they share the ports that the app listens on'}
    : {};
}

export function interpreter(value: unknown): Converted {
  return value === 'node' || value === 'nodejs'
    ? {}
    : {note: 'workers run on the Node that clusterview runs on; loaders go to nodeArgs'};
}

export function environment(value: unknown, {app}: RuleContext): Converted {
  if (typeof value !== 'object' || value === null) return {note: 'variables must be an object'};
  const {port} = app;
  // As pm2 has it, where both are given.
  return {set: {env: {...value, ...(port !== undefined && {PORT: port})}}};
}

export function port(value: unknown, {app}: RuleContext): Converted {
  return app.env === undefined ? {set: {env: {PORT: value}}} : {};
}

/** In bytes, or as `300M`. */
export function memory(value: unknown): Converted {
  const [, digits, unit] = /^(\d+)([KMG])?$/.exec(String(value)) ?? [];
  if (digits === undefined || unit !== undefined) return {set: {maxMemory: value}};
  return {set: {maxMemory: inLargestUnit(Number(digits))}};
}

function inLargestUnit(bytes: number): string {
  const unit = (['G', 'M'] as const).find(name => bytes % UNITS[name] === 0) ?? 'K';
  return `${Math.ceil(bytes / UNITS[unit])}${unit}`;
}

/** From milliseconds. */
export function duration(value: unknown): unknown {
  const ms = Number(value);
  if (!Number.isFinite(ms)) return value;
  return ms % 1000 === 0 ? `${ms / 1000}s` : `${ms}ms`;
}

/** Of 0, pm2 makes its own default. */
export function readyTimeout(value: unknown): Converted {
  return Number(value) === 0 ? {} : {set: {readyTimeout: duration(value)}};
}

/** What pm2 splits in the same way: parts in quotes stay together. */
export function words(key: string): Rule {
  return value => ({
    set: {[key]: typeof value === 'string' && /["']/.test(value) ? splitQuoted(value) : value},
  });
}

function splitQuoted(text: string): string[] {
  const parts = text.split(/([\w-]+="[^"]*")|([\w-]+='[^']*')|"([^"]*)"|'([^']*)'|\s/);
  return parts.filter(part => part?.trim());
}

export function watch(value: unknown): Converted {
  if (!value) return {};
  if (value === true) return {set: {watch: true}};
  return {set: {watch: true}, note: 'all of cwd is watched, but for node_modules and what git ignores'};
}
