export const FONT_SIZE = 13;
/** Wide enough for letters of any usual font. */
const LETTER_WIDTH = 7.2;

/** Legible on light and dark pages, whatever the page that shows the picture is. */
const STYLE = `
text { font: ${FONT_SIZE}px system-ui, "Segoe UI", Helvetica, Arial, sans-serif; fill: #1f2328; }
.title { font-weight: 600; font-size: 15px; }
.quiet { fill: #59636e; }
.page { fill: #ffffff; stroke: #d1d9e0; }
.grid { stroke: #d1d9e0; }
.spread { stroke: #1f2328; stroke-width: 1.5; }
.ours { fill: #0969da; stroke: #0969da; }
.theirs { fill: #8c959f; stroke: #8c959f; }
.line { fill: none; stroke-width: 2; }
@media (prefers-color-scheme: dark) {
  text { fill: #f0f6fc; }
  .quiet { fill: #9198a1; }
  .page { fill: #0d1117; stroke: #3d444d; }
  .grid { stroke: #3d444d; }
  .spread { stroke: #f0f6fc; }
  .ours { fill: #4493f8; stroke: #4493f8; }
  .theirs { fill: #7d8590; stroke: #7d8590; }
  .line { fill: none; }
}`;

/** Around all that is drawn. */
export const MARGIN = 20;
const TITLE_BASELINE = 30;

/** A picture under its title, which those who hear it are told, too. */
export function svgDocument(width: number, height: number, title: string, parts: readonly string[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escapeXml(title)}</title>`,
    `<style>${STYLE}</style>`,
    `<rect class="page" x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="6"/>`,
    svgText(MARGIN, TITLE_BASELINE, title, {className: 'title'}),
    ...parts,
    '</svg>',
    '',
  ].join('\n');
}

export interface TextOptions {
  readonly className?: string;
  readonly anchor?: 'start' | 'middle' | 'end';
}

export function svgText(x: number, y: number, text: string, options: TextOptions = {}): string {
  const {className = '', anchor = 'start'} = options;
  return `<text x="${round(x)}" y="${round(y)}" class="${className}" text-anchor="${anchor}">${escapeXml(text)}</text>`;
}

export function svgLine(x1: number, y1: number, x2: number, y2: number, className: string): string {
  return `<line x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}" class="${className}"/>`;
}

/** How much room a text takes, at most. */
export function textWidth(text: string): number {
  return text.length * LETTER_WIDTH;
}

export function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
