import {type Section, verdictText} from './section.js';

const GAP = '  ';

/** A section for the terminal, with columns as wide as what stands in them. */
export function sectionText({name, method, columns, rows}: Section): string {
  const table = [
    ['', ...columns, 'aim', ''],
    ...rows.map(row => [row.what, ...row.cells, row.aim, verdictText(row)]),
  ];
  const widths = table[0]!.map((_, column) => Math.max(...table.map(cells => cells[column]!.length)));
  const lines = table.map(cells => {
    return cells
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join(GAP)
      .trimEnd();
  });
  return `\n${name}: ${method}\n${lines.join('\n')}\n`;
}
