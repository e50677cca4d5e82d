import {clock, seconds, span} from './format.js';
import type {LifePhase, WorkerLife} from './phase-history.js';
import {phaseSign} from './phase-sign.js';
import {type Glyphs, type Paint, paint} from './theme.js';

const PRECISE_BELOW_MS = 10_000;

/** `14:02:10 pid 4711  ◐ starting 0.4 s, ● ready 12m, ◔ draining 1.2 s, ○ gone`. */
export function phaseLine({pid, phases}: WorkerLife, now: number, glyphs: Glyphs): string {
  const parts = phases.map(({phase, at}, index) => {
    const [glyph, color] = signOf(phase, glyphs);
    const isEnd = phase === 'gone' || phase === 'died';
    const until = phases[index + 1]?.at ?? now;
    return color(isEnd ? `${glyph} ${phase}` : `${glyph} ${phase} ${duration(until - at)}`);
  });
  const begun = phases[0] ? clock(phases[0].at) : '';
  return `${paint.label(begun)} pid ${pid}  ${parts.join(paint.label(', '))}`;
}

/** That of the newest worker, and how many went before it, where there is one line for all. */
export function phaseFooter(lives: readonly WorkerLife[], now: number, glyphs: Glyphs): string {
  const newest = lives.at(-1);
  if (!newest) return '';
  const before = lives.length > 1 ? paint.label(` ${glyphs.separator} ${lives.length - 1} before it`) : '';
  return phaseLine(newest, now, glyphs) + before;
}

function signOf(phase: LifePhase, glyphs: Glyphs): readonly [glyph: string, paint: Paint] {
  switch (phase) {
    case 'starting':
    case 'ready':
    case 'draining':
      return phaseSign(phase, glyphs);
    case 'gone':
      return [glyphs.none, paint.label];
    default:
      return [glyphs.dead, paint.error];
  }
}

/** `0.4 s`, and from 10 s on in its two largest units. */
function duration(valueMs: number): string {
  return valueMs < PRECISE_BELOW_MS ? seconds(valueMs) : span(valueMs);
}
