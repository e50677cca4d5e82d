import {execFileSync} from 'node:child_process';
import {readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {expect, test} from 'vitest';
import {makePlace} from '../support/place.js';

const pathOf = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const SHAPE = pathOf('grafana-shape.ts');
const COMPILER = pathOf('../../node_modules/.bin/tsc');
const OPTIONS = ['--noEmit', '--strict', '--skipLibCheck', '--ignoreConfig', '--allowImportingTsExtensions'];
const MODULES = ['--module', 'esnext', '--moduleResolution', 'bundler', '--types', ''];

const dashboard = readFileSync(pathOf('../../demo/grafana-dashboard.json'), 'utf8');

/** What the compiler finds wrong where the text stands for a dashboard: imported from JSON, all strings would be alike. */
function complaintsAbout(text: string): string {
  const file = path.join(makePlace().directory, 'dashboard.ts');
  const shape = `import type {DashboardShape} from ${JSON.stringify(SHAPE)};`;
  writeFileSync(file, `${shape}\nexport const dashboard: DashboardShape = ${text};\n`);
  try {
    return execFileSync(COMPILER, [...OPTIONS, ...MODULES, file], {encoding: 'utf8'});
  } catch (error) {
    return (error as {stdout: string}).stdout;
  }
}

test('the dashboard has the shape that Grafana’s own types give it', () => {
  expect(complaintsAbout(dashboard)).toBe('');
});

test.each([
  ['a mode that there is not', '"mode": "palette-classic"', '"mode": "palette-classical"'],
  ['a misspelt option', '"graphMode"', '"grahpMode"'],
  ['a number for a word', '"refId": "A"', '"refId": 1'],
])('%s in it would be found', (_, right, wrong) => {
  expect(complaintsAbout(dashboard.replace(right, wrong))).toMatch(/error TS\d+: /);
});

test('queries over a time have more than one scrape in it, whatever the time that is looked at', () => {
  // $__interval is as short as the time between two scrapes: what changes from one to the next is not in it.
  const ranges = new Set([...dashboard.matchAll(/\}(\[[^\]]+\])/g)].map(([, range]) => range));
  expect([...ranges]).toEqual(['[$__rate_interval]']);
});
