/** Of a cell, in pixels of the picture. A font that is wider or narrower is fitted to it. */
export const CELL = {width: 8.4, height: 17, baseline: 13} as const;
export const FONT_SIZE = 14;

/** Of the window round the cells. */
export const PADDING = 10;
export const TITLE_BAR_HEIGHT = 28;

/** With as few digits as a picture needs. */
export function pixels(value: number): string {
  return String(Math.round(value * 100) / 100);
}
