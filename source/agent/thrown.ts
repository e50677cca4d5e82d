import {inspect} from 'node:util';

/** What was thrown, in words. Anything can be thrown, and may throw in turn when it is looked at. */
export function describeThrown(thrown: unknown): {readonly title: string; readonly stack: string} {
  try {
    if (thrown instanceof Error) {
      const title = String(thrown);
      return {title, stack: typeof thrown.stack === 'string' ? thrown.stack : title};
    }
    const text = inspect(thrown);
    return {title: `thrown value ${text}`, stack: text};
  } catch {
    return {title: `thrown ${typeof thrown} that cannot be shown`, stack: ''};
  }
}
