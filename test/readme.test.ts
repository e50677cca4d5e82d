import {readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {helpText} from '../source/help.js';
import {keymap} from '../source/ui/keymap.js';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

function section(name: string): string {
  const found = new RegExp(`<!-- ${name} -->\n(.*)\n<!-- /${name} -->`, 's').exec(readme);
  return found?.[1] ?? `there is no section ${name}`;
}

test('the README lists the options as the help does', () => {
  const options = helpText().split('\nOptions\n')[1]!.trimEnd();
  expect(section('options')).toBe(['```', options, '```'].join('\n'));
});

test('the README lists the keys as the keymap does', () => {
  const rows = keymap.map(({label, help}) => `| \`${label}\` | ${help} |`);
  expect(section('keys')).toBe(['| key | does |', '| --- | --- |', ...rows].join('\n'));
});
