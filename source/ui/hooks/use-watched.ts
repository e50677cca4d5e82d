import {useEffect} from 'react';
import type {LogScope} from '../log-feed.js';
import type {Session} from '../session.js';
import type {UiEvent, UiState} from '../ui-state.js';

/**
 * Has the store ask for what is looked at, and for nothing else.
 * @param slot the selected one.
 * @param isShown another cluster is not looked at. Its log lines are asked for anew when it is, unless they stand still.
 */
export function useWatched(
  {store}: Session,
  {view, logs}: UiState,
  slot: number,
  showsItsLogs: boolean,
  isShown: boolean,
  send: (event: UiEvent) => void,
): void {
  const watched = view === 'worker' ? slot : null;
  const follows = logs.place === null;
  const standsStill = !follows || store.getView().frozenForMs !== null;
  const scope = isShown || standsStill ? scopeOf() : undefined;

  function scopeOf(): LogScope {
    if (view === 'logs') return logs.onlySelected ? slot : null;
    return view === 'worker' && showsItsLogs ? slot : undefined;
  }

  useEffect(() => store.watchSlot(watched), [store, watched]);
  useEffect(() => {
    store.watchLogs(scope);
    if (follows) store.holdLogs(false);
  }, [store, scope, follows]);
  // Other lines have come in the place of those that it was among.
  const isLost = isShown && !follows && !store.getView().logs.isHeld;
  useEffect(() => {
    if (isLost) send({type: 'place-logs', place: null});
  }, [isLost, send]);
  const master = store.getView().snapshot?.cluster.startedAt;
  // biome-ignore lint/correctness/useExhaustiveDependencies: events are numbered anew by each master
  useEffect(() => send({type: 'lose-event'}), [master, send]);
}
