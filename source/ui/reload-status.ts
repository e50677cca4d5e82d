import type {ReloadSnapshot} from '../api/types.js';
import {plural} from './format.js';
import {type Glyphs, paint} from './theme.js';

/** `reload 2 of 4: worker 2 drains, 12 connections left`; `null` while none runs. */
export function reloadStatus(reload: ReloadSnapshot | null, glyphs: Glyphs): string | null {
  if (!reload || reload.outcome !== null) return null;
  const index = reload.slots.findIndex(({phase}) => phase === 'starting' || phase === 'draining');
  const current = reload.slots[index];
  if (!current) return paint.accent('reload');
  const {slot, phase, connectionsLeft} = current;
  const doing =
    phase === 'starting'
      ? `${glyphs.starting} worker ${slot} starts anew`
      : `${glyphs.draining} worker ${slot} drains, ${plural(connectionsLeft, 'connection')} left`;
  return paint.accent(`reload ${index + 1} of ${reload.slots.length}: ${doing}`);
}
