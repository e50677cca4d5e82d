/** Where a replay is. Times are those of the recording. */
export interface ReplayStatus {
  readonly startsAt: number;
  readonly endsAt: number;
  /** The moment that is shown. */
  readonly at: number;
  /** Times the time it took: 2 is twice as fast. */
  readonly speed: number;
  readonly isPaused: boolean;
}

/** What the keys of the viewer do with a recording. */
export interface Replay {
  /** Tells of what keys change; not of the time that goes by. */
  subscribe(onChange: () => void): () => void;
  getStatus(): ReplayStatus;
  /** @returns `false` at the end, where there is nothing to go on with. */
  togglePause(): boolean;
  changeSpeed(direction: 'slower' | 'faster'): void;
  /** Forwards or, below 0, back; it goes no further than the recording does. */
  seekBy(milliseconds: number): void;
  seekTo(at: number): void;
  /**
   * @param forget called when what was shown is no longer what came before,
   * @param show and when all that came before the moment jumped to has been said.
   */
  onJump(forget: () => void, show: () => void): void;
}
