import {mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {barChart} from './bar-chart.js';
import {lineChart} from './line-chart.js';
import type {Conditions} from './machine.js';
import {markdown} from './markdown.js';
import type {Chart, Section} from './section.js';

const DATA = 'results.json';

/**
 * Writes `results.md`, `results.json` and the charts, in place of those of the report that lies there; what else lies
 * in the directory stays.
 */
export function writeReport(
  directory: string,
  conditions: Conditions,
  sections: readonly Section[],
  notes: readonly string[],
): void {
  mkdirSync(directory, {recursive: true});
  for (const name of chartsOfFormer(directory)) rmSync(path.join(directory, `${name}.svg`), {force: true});
  const write = (name: string, text: string) => writeFileSync(path.join(directory, name), text);
  write('results.md', markdown(conditions, sections, notes));
  write(DATA, `${JSON.stringify({conditions, notes, sections}, null, 2)}\n`);
  for (const chart of sections.flatMap(({charts}) => charts)) write(`${chart.name}.svg`, draw(chart));
}

/** They would lie beside a report that was measured without them. None where there is no report of ours. */
function chartsOfFormer(directory: string): string[] {
  try {
    const {sections} = JSON.parse(readFileSync(path.join(directory, DATA), 'utf8')) as {
      sections: readonly Section[];
    };
    return sections.flatMap(({charts}) => charts.map(({name}) => path.basename(name)));
  } catch {
    return [];
  }
}

function draw(chart: Chart): string {
  return chart.kind === 'bars' ? barChart(chart) : lineChart(chart);
}
