import {type Glyphs, type Paint, paint} from './theme.js';

/** The sign and the colour of a worker that starts, is ready or drains, wherever one is told of. */
export function phaseSign(
  phase: 'starting' | 'ready' | 'draining',
  glyphs: Glyphs,
): readonly [glyph: string, paint: Paint] {
  switch (phase) {
    case 'starting':
      return [glyphs.starting, paint.accent];
    case 'ready':
      return [glyphs.ready, paint.good];
    case 'draining':
      return [glyphs.draining, paint.warning];
  }
}
