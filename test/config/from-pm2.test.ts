import {readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {CONFIG_OPTIONS} from '../../source/config/keys.js';
import {aliases, rules} from '../../source/config/pm2/rules.js';
import {helpText} from '../../source/help.js';
import {flagOf, type OptionName, options} from '../../source/options.js';

const page = readFileSync(new URL('../../demo/production/from-pm2.md', import.meta.url), 'utf8');
const [, commands, settings] = page.split(/^## (?:Commands|Settings)$/m) as [string, string, string];
const quoted = [...page.matchAll(/`([^`]+)`/g)].map(([, text]) => text!);

test('the page about pm2 has each setting that is imported', () => {
  const missing = [...Object.keys(rules), ...Object.keys(aliases)].filter(
    key => !settings.includes(`\`${key}\``) && !settings.includes(`\`${key}:`),
  );
  expect(missing).toEqual([]);
});

test('what the page about pm2 names in clusterview is there', () => {
  const counterparts = settings
    .split('\n')
    .filter(row => row.startsWith('| `'))
    .flatMap(row => /^`(\w+)/.exec(row.split(' | ')[1] ?? '')?.[1] ?? []);
  expect(counterparts.length).toBeGreaterThan(10);
  const keys: string[] = ['app', 'args', 'env', ...CONFIG_OPTIONS];
  expect(counterparts.filter(key => !keys.includes(key))).toEqual([]);

  const ours = quoted.filter(text => text.startsWith('clusterview '));
  const flags = Object.keys(options).map(name => flagOf(name as OptionName));
  expect(ours.flatMap(text => text.match(/--[a-z-]+/g) ?? []).filter(flag => !flags.includes(flag))).toEqual(
    [],
  );
  const words = ours.flatMap(text => /^clusterview ([a-z]+)\b(?!\.)/.exec(text)?.[1] ?? []);
  const known = new Set(helpText().match(/[a-z]+/g));
  expect(words.filter(word => word !== 'api' && !known.has(word))).toEqual([]);
  expect(commands).toContain('| `pm2 reload api` | `clusterview reload api` |');
});
