import type {Snapshot} from '../api/types.js';
import {visibleSlot} from './table-state.js';
import type {UiState} from './ui-state.js';

/** Number of the slot that is selected, among those that there are; in the table, among those that it shows. */
export function selectedSlot({view, selected, table}: UiState, snapshot: Snapshot | null): number {
  const slots = snapshot?.slots ?? [];
  const shown = view === 'workers' ? visibleSlot(selected, slots, table) : null;
  return shown ?? Math.min(selected, Math.max(1, slots.length));
}

/** No worker is in sight that keys could act on. */
export function hasNoSelection({view, selected, table}: UiState, snapshot: Snapshot | null): boolean {
  return view === 'workers' && snapshot !== null && visibleSlot(selected, snapshot.slots, table) === null;
}
