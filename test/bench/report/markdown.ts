import {type Conditions, conditionLines} from './machine.js';
import {type Row, type Section, verdictText} from './section.js';

/** The whole report; its charts lie beside it. @param notes what was left out, and why. */
export function markdown(
  conditions: Conditions,
  sections: readonly Section[],
  notes: readonly string[],
): string {
  return [
    '# Benchmark',
    ...conditionLines(conditions).map(line => `- ${line}`),
    ...notes.map(note => `- ${note}`),
    '',
    'Figures are medians. A ratio is that of two medians; beside it stands where it lies in 95 of 100 cases when the times',
    'that all started anew, each with its runs, are drawn 1,000 times with replacement (bootstrap), or single runs where',
    'nothing started anew. Of few times that is rough, and what was measured once has none. An aim is met where the ratio',
    'meets it, and missed where it does not; “not clearly” where an end of that interval says the contrary.',
    '',
    ...sections.flatMap(sectionMarkdown),
  ].join('\n');
}

function sectionMarkdown({title, method, columns, rows, charts}: Section): string[] {
  return [
    `## ${title}`,
    '',
    method,
    '',
    ...charts.flatMap(({name, title}) => [`![${escapeCell(title)}](${name}.svg)`, '']),
    tableRow(['', ...columns, 'aim', '']),
    tableRow(['---', ...columns.map(() => '---'), '---', '---']),
    ...rows.map(rowMarkdown),
    '',
  ];
}

function rowMarkdown(row: Row): string {
  return tableRow([row.what, ...row.cells, row.aim, verdictText(row)]);
}

function tableRow(cells: readonly string[]): string {
  return `| ${cells.map(escapeCell).join(' | ')} |`;
}

function escapeCell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
