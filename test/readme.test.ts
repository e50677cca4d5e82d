import {readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {helpText} from '../source/help.js';
import {metrics} from '../source/master/metrics/exposition.js';
import {type Binding, bindingsFor, keymap} from '../source/ui/keymap.js';

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
  expect(section('keys')).toBe(tableOf(bindingsFor('live')));
});

test('the README lists the metrics as they are served', () => {
  const rows = metrics.map(({name, type, labels, help}) => {
    return `| \`${name}\` | ${type} | ${labels.map(label => `\`${label}\``).join(', ')} | ${help} |`;
  });
  expect(section('metrics')).toBe(
    ['| metric | type | labels | what |', '| --- | --- | --- | --- |', ...rows].join('\n'),
  );
});

test('the README lists the keys of a replay as the keymap does', () => {
  expect(section('replay-keys')).toBe(tableOf(keymap.filter(({only}) => only === 'replay')));
});

function tableOf(bindings: readonly Binding[]): string {
  return [
    '| key | view | does |',
    '| --- | --- | --- |',
    ...bindings.map(({label, help, views}) => `| \`${label}\` | ${views?.join(', ') ?? 'all'} | ${help} |`),
  ].join('\n');
}
