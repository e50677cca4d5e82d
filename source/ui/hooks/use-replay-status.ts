import {useSyncExternalStore} from 'react';
import type {Replay, ReplayStatus} from '../../replay/replay.js';

const never = () => () => {};
const none = () => null;

/** Renders anew when a key has changed it; `null` where nothing is replayed. */
export function useReplayStatus(replay: Replay | null): ReplayStatus | null {
  return useSyncExternalStore<ReplayStatus | null>(replay?.subscribe ?? never, replay?.getStatus ?? none);
}
