import {once} from 'node:events';
import type {Writable} from 'node:stream';
import type {Recording} from '../recording/recording.js';

/**
 * Prints all messages as they were recorded, one JSON object a line; ends early when nobody reads any more.
 * @param show how a line may appear there.
 */
export async function printRecording(
  recording: Recording,
  output: Writable,
  show: (line: string) => string,
): Promise<void> {
  let isGone = false;
  output.on('error', () => {
    isGone = true;
  });
  for (let chapter = 0; chapter < recording.chapterCount && !isGone; chapter++) {
    const lines = await recording.lines(chapter);
    const hasRoom = output.write(lines.map(line => `${show(line)}\n`).join(''));
    if (!hasRoom && !output.writableFinished) await untilRoom(output);
  }
}

/** Or until nobody reads any more. */
async function untilRoom(output: Writable): Promise<void> {
  const over = new AbortController();
  const {signal} = over;
  await Promise.race([once(output, 'drain', {signal}), once(output, 'close', {signal})]).catch(() => {});
  over.abort();
}
