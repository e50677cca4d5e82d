import {useEffect} from 'react';
import type {LogScope} from '../log-feed.js';
import type {Session} from '../session.js';
import type {UiState} from '../ui-state.js';

/** Has the store ask for what is looked at, and for nothing else. @param slot the selected one. */
export function useWatched(
  {store}: Session,
  {view, logs}: UiState,
  slot: number,
  showsItsLogs: boolean,
): void {
  const watched = view === 'worker' ? slot : null;
  const scope = scopeOf();
  const follows = logs.place === null;

  function scopeOf(): LogScope {
    if (view === 'logs') return logs.onlySelected ? slot : null;
    return view === 'worker' && showsItsLogs ? slot : undefined;
  }

  useEffect(() => store.watchSlot(watched), [store, watched]);
  useEffect(() => {
    store.watchLogs(scope);
    store.holdLogs(!follows);
  }, [store, scope, follows]);
}
