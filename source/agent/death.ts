import {STACK_CHARS_MAX, TITLE_CHARS_MAX} from '../messages/types.js';
import type {Channel} from './channel.js';
import type {CrashGrace} from './crash-grace.js';
import {describeThrown} from './thrown.js';

/**
 * Tells the master why the process ends, while it still can: what was thrown, or who called `process.exit`.
 * `lastReport` brings the final figures.
 */
export function reportDeath(channel: Channel, lastReport: () => void, grace: CrashGrace): void {
  process.on('uncaughtExceptionMonitor', (thrown: unknown, origin) => {
    if (grace.hasBegun) return;
    // A domain, too, sets a capture callback.
    const handled =
      process.listenerCount('uncaughtException') > 0 || process.hasUncaughtExceptionCaptureCallback();
    const livesOn = !handled && grace.isWanted;
    const {title, stack} = describeThrown(thrown);
    channel.send({
      act: 'crash',
      title: title.split('\n', 1)[0]!.slice(0, TITLE_CHARS_MAX),
      stack: stack.slice(0, STACK_CHARS_MAX),
      origin,
      handled,
      livesOn,
    });
    if (livesOn) grace.begin();
  });

  process.on('exit', code => {
    lastReport();
    const {stack = ''} = new Error('process.exit');
    const called = /^\s+at (?:process\.exit|process\.reallyExit|Object\.exit)\b.*$/m.exec(stack);
    channel.send({
      act: 'exit',
      code,
      stack: called ? stack.slice(called.index + called[0].length + 1, called.index + STACK_CHARS_MAX) : null,
    });
  });
}
