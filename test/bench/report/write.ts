import {mkdirSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {barChart} from './bar-chart.js';
import {lineChart} from './line-chart.js';
import type {Conditions} from './machine.js';
import {markdown} from './markdown.js';
import type {Chart, Section} from './section.js';

/** Writes `results.md`, `results.json` and the charts; what else lies in the directory stays. */
export function writeReport(
  directory: string,
  conditions: Conditions,
  sections: readonly Section[],
  notes: readonly string[],
): void {
  mkdirSync(directory, {recursive: true});
  const write = (name: string, text: string) => writeFileSync(path.join(directory, name), text);
  write('results.md', markdown(conditions, sections, notes));
  write('results.json', `${JSON.stringify({conditions, notes, sections}, null, 2)}\n`);
  for (const chart of sections.flatMap(({charts}) => charts)) write(`${chart.name}.svg`, draw(chart));
}

function draw(chart: Chart): string {
  return chart.kind === 'bars' ? barChart(chart) : lineChart(chart);
}
