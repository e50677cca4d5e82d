import type {Arguments} from '../arguments.js';
import {Recording} from '../recording/recording.js';
import {UsageError} from '../usage-error.js';
import {checkTerminal} from './check-terminal.js';
import {onlyWord} from './only-word.js';
import {printable} from './printable.js';

/** `clusterview replay <file>`. @returns the exit code. */
export async function execute(_: string | undefined, {input, values}: Arguments): Promise<number> {
  const file = onlyWord(input.slice(1), 'recording');
  if (file === undefined) throw new UsageError('which recording? usage: clusterview replay FILE');
  const recording = await Recording.open(file).catch((error: Error) => {
    throw new UsageError(error.message);
  });
  try {
    if (values.json) {
      const {printRecording} = await import('../replay/print.js');
      await printRecording(recording, process.stdout, line => printable(line, process.stdout));
      return 0;
    }
    checkTerminal('a replay needs a terminal; with --json it prints what was recorded', '--json');
    return await show(recording, file, values.ascii ? 'ascii' : 'unicode');
  } finally {
    await recording.close();
  }
}

async function show(recording: Recording, file: string, glyphs: 'unicode' | 'ascii'): Promise<number> {
  const [{Player}, {showViewer}, {summarizeReplay}] = await Promise.all([
    import('../replay/player.js'),
    import('./show-viewer.js'),
    import('../ui/replay-summary.js'),
  ]);
  const player = new Player(recording);
  const {name} = recording.header;
  const {exitCode} = await showViewer({
    clusters: [{name, client: player}],
    replay: player,
    ownsClusters: false,
    glyphs,
    summarize: result =>
      summarizeReplay(result, {file, name, damagedChapters: recording.damagedChapters}, player.getStatus()),
  });
  return exitCode;
}
