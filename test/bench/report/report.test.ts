import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {makePlace} from '../../support/place.js';
import {Random} from '../../support/random.js';
import {parseXml} from '../../support/xml.js';
import {judge} from './aim.js';
import {intervalOf} from './bootstrap.js';
import {COMPARISON_COLUMNS, comparisonRow, missingRow} from './comparison.js';
import {ratioOf} from './estimate.js';
import {conditions} from './machine.js';
import type {Section} from './section.js';
import {spreadOf} from './statistics.js';
import {sectionText} from './text.js';
import {writeReport} from './write.js';

test('a spread is the median with its quartiles', () => {
  expect(spreadOf([4, 1, 3, 2, 5])).toEqual({median: 3, low: 2, high: 4});
});

test('a ratio is that of the medians; runs that were made in turn are drawn together', () => {
  const theirs = Array.from({length: 50}, (_, index) => 100 + ((index * 37) % 50));
  const ours = theirs.map(value => 2 * value);
  expect(ratioOf({values: ours}, {values: theirs})).toEqual({value: 2, low: 2, high: 2});
  expect(ratioOf({values: [2, 2, 9]}, {values: [1, 2, 3]}).value).toBe(1);
});

test('an interval holds the figure, narrows with runs, and stays as wide as rounds differ', () => {
  const random = new Random(1);
  const runs = (count: number) => Array.from({length: count}, () => random.between(0, 100));
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const width = (values: readonly number[], aRound?: number) => {
    const {low, high} = intervalOf([{values, ...(aRound && {aRound})}], mean);
    expect(low).toBeLessThanOrEqual(mean(values));
    expect(high).toBeGreaterThanOrEqual(mean(values));
    return high - low;
  };
  // The standard error of the mean, by its formula: 1.96 to each side.
  const values = runs(100);
  const deviation = Math.sqrt(mean(values.map(value => (value - mean(values)) ** 2)));
  const expected = 2 * 1.96 * (deviation / Math.sqrt(values.length));
  expect(width(values) / expected).toBeCloseTo(1, 0);
  expect(width(runs(900))).toBeLessThan(width(values) / 2);
  // Rounds that do not differ are as good as runs by themselves.
  const many = runs(800);
  expect(width(many, 8) / width(many)).toBeCloseTo(1, 0);
  // Ten runs of each of two rounds tell no more than the two; those of one tell what they can.
  const rounds = [...Array<number>(10).fill(1), ...Array<number>(10).fill(2)];
  expect(width(rounds, 10)).toBe(1);
  expect(width(rounds)).toBeLessThan(0.5);
  expect(width(rounds, 20)).toBe(width(rounds));
});

test.each([
  ['≥', 0.97, {value: 0.98, low: 0.97, high: 1}, 'met'],
  ['≥', 0.97, {value: 0.97, low: 0.9, high: 1}, 'met, not clearly'],
  ['≥', 0.97, {value: 0.96, low: 0.9, high: 1}, 'missed, not clearly'],
  ['≥', 0.97, {value: 0.9, low: 0.8, high: 0.95}, 'missed'],
  ['<', 1, {value: 1, low: 1, high: 1}, 'missed'],
  ['<', 1, {value: Number.NaN, low: Number.NaN, high: Number.NaN}, 'not measured'],
] as const)('an aim %s %d of %j is %s', (relation, bound, estimate, verdict) => {
  expect(judge({relation, bound}, estimate)).toBe(verdict);
});

const section: Section = {
  name: 'sample',
  title: 'A sample',
  method: 'As it comes.',
  columns: COMPARISON_COLUMNS,
  rows: [
    comparisonRow(
      'a | b',
      {name: 'ours', values: [1000, 1200]},
      {name: 'theirs', values: [500, 600]},
      {
        relation: '≥',
        bound: 1,
      },
    ),
    missingRow('c', 'pm2', 'no network'),
  ],
  charts: [
    {
      kind: 'bars',
      name: 'bars',
      title: 'Bars & "more"',
      bars: [
        {label: 'ours', spread: {median: 1100, low: 1000, high: 1200}, isOurs: true},
        {label: 'nothing', spread: {median: 0, low: 0, high: 0}, isOurs: false},
      ],
    },
    {
      kind: 'lines',
      name: 'lines',
      title: 'Lines',
      along: 'workers',
      lines: [
        {
          label: 'ours',
          isOurs: true,
          points: [
            [1, 10],
            [64, 12],
          ],
        },
        {
          label: 'theirs',
          isOurs: false,
          points: [
            [1, 10],
            [64, 11],
          ],
        },
      ],
    },
  ],
};

test('a report is a Markdown table, JSON, and pictures that are well-formed', () => {
  const directory = path.join(makePlace().directory, 'deep', 'results');
  writeReport(directory, conditions('npm run bench', {pm2: '7'}), [section], ['Left out: growth']);
  const read = (name: string) => readFileSync(path.join(directory, name), 'utf8');
  const lines = read('results.md').split('\n');
  expect(lines).toContain('| a \\| b | 1,100 | theirs | 550 | 2.000 | 2.000 to 2.000 | ≥ 1 | met |');
  expect(lines).toContain('| c |  | pm2 |  |  |  |  | not measured: no network |');
  expect(lines).toContain('![Lines](lines.svg)');
  expect(lines).toContain('- Left out: growth');
  expect(JSON.parse(read('results.json'))).toMatchObject({
    conditions: {command: 'npm run bench'},
    sections: [{rows: [{figures: {ours: {values: [1000, 1200]}, ratio: {value: 2}}}, {}]}],
  });
  const bars = parseXml(read('bars.svg'));
  expect(bars.find(({name}) => name === 'title')!.text).toBe('Bars & "more"');
  expect(bars.filter(({attributes}) => attributes.class === 'ours')).toHaveLength(1);
  const names = parseXml(read('lines.svg')).filter(({text}) => ['ours', 'theirs'].includes(text));
  // They end next to each other, and are not written over each other.
  const [first, second] = names.map(({attributes}) => Number(attributes.y));
  expect(Math.abs(first! - second!)).toBeGreaterThan(10);
  expect(`${read('bars.svg')}${read('lines.svg')}`).not.toContain('NaN');
});

test('what was not measured says why in the terminal, too', () => {
  expect(sectionText(section)).toMatch(/^c +pm2 +not measured: no network$/m);
});

test('a report takes away the charts of the one before that it has not, and nothing else', () => {
  const {directory} = makePlace();
  const taken = conditions('npm run bench', {});
  writeFileSync(path.join(directory, 'own.svg'), '');
  writeReport(directory, taken, [section], []);
  writeReport(directory, taken, [{...section, charts: section.charts.slice(0, 1)}], []);
  const left = ['own', 'bars', 'lines'].filter(name => existsSync(path.join(directory, `${name}.svg`)));
  expect(left).toEqual(['own', 'bars']);
});
