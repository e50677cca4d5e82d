import type {ReplayStatus} from '../replay/replay.js';
import {moment, position} from './format.js';
import {type Glyphs, paint} from './theme.js';

/** `paused 4×`, `2026-01-02 14:03:59`, `03:12 of 10:00`. */
export function replayStatus(
  {at, startsAt, endsAt, speed, isPaused}: ReplayStatus,
  glyphs: Glyphs,
): string[] {
  const factor = `${speed}${glyphs.times}`;
  return [
    isPaused ? paint.warning(`paused ${factor}`) : paint.accent(`plays ${factor}`),
    paint.strong(moment(at)),
    `${position(at - startsAt)} of ${position(endsAt - startsAt)}`,
  ];
}
