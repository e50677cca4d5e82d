import type {Replay} from '../../replay/replay.js';
import type {CommandContext, Commands} from './context.js';

const SEEK_MS = 10_000;

/** What moves through a recording. */
export function replayCommands(replay: Replay, {notify}: CommandContext): Commands {
  return {
    pause: () => {
      const isDone = replay.togglePause();
      if (!isDone) notify({severity: 'info', text: 'the recording ends here; ← goes back'});
    },
    back: () => replay.seekBy(-SEEK_MS),
    forward: () => replay.seekBy(SEEK_MS),
    slower: () => replay.changeSpeed('slower'),
    faster: () => replay.changeSpeed('faster'),
    'to-start': () => replay.seekTo(replay.getStatus().startsAt),
    'to-end': () => replay.seekTo(replay.getStatus().endsAt),
  };
}
