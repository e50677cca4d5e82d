const WIDTHS = [46, 14, 14, 16] as const;

/** A line of a table: what was measured, figures, and what they are held against. */
export function figureLine(
  what: string,
  first: string,
  second: string,
  result: string,
  target: string,
): string {
  const [width, ...widths] = WIDTHS;
  const cells = [first, second, result].map((cell, index) => cell.padStart(widths[index]!));
  return `${[what.padEnd(width), ...cells, target && `  ${target}`].join(' ').trimEnd()}\n`;
}
