import type {Arguments} from '../arguments.js';
import {settingsFromArguments} from '../settings-from-arguments.js';

/** `clusterview <app>`. @returns the exit code. */
export async function run(parsed: Arguments): Promise<number> {
  const settings = settingsFromArguments(parsed);
  const {headless, json, ascii} = parsed.values;
  if (headless || json || !process.stdout.isTTY || !process.stdin.isTTY) {
    const {runHeadless} = await import('./run-headless.js');
    return runHeadless(settings, json ? 'json' : 'plain');
  }
  const {runViewed} = await import('./run-viewed.js');
  return runViewed(settings, ascii ? 'ascii' : 'unicode');
}
