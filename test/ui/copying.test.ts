import {expect, test} from 'vitest';
import {clipboardSequence, eventText, logText, slotText} from '../../source/ui/copying.js';
import {NOW, someEvent, someLine, someSlot} from '../support/snapshots.js';

/** What a terminal puts into its clipboard. */
function clipboardOf(text: string): Buffer {
  const sequence = clipboardSequence(text);
  const base64 = sequence.slice('\u001b]52;c;'.length, -1);
  expect(sequence).toBe(`\u001b]52;c;${base64}\u0007`);
  expect(base64).toMatch(/^[A-Za-z0-9+/=]*$/);
  return Buffer.from(base64, 'base64');
}

test('what is copied arrives as it is, and too much of it is cut between characters', () => {
  expect(clipboardOf('a\n日本語 👩‍💻').toString()).toBe('a\n日本語 👩‍💻');
  const cut = clipboardOf(`a${'語'.repeat(40_000)}`);
  expect(cut.length).toBeLessThanOrEqual(64 * 1024);
  expect(cut.length).toBeGreaterThan(64 * 1024 - 3);
  expect(new TextDecoder('utf-8', {fatal: true}).decode(cut)).toMatch(/^a語+$/);
});

test('what is copied steers no terminal into which it is pasted', () => {
  const evil = '\u001b[31mred\u001b]0;title\u0007\u0003\u009b2J\r';
  const slot = someSlot(1, {worker: null, lastDeath: {at: NOW, words: evil, cause: 'exit'}});
  const texts = [
    logText(someLine(1, {text: evil})),
    eventText(someEvent(1, {message: evil, detail: `first\n${evil}`})),
    slotText(slot, NOW),
  ];
  for (const text of texts) {
    expect(text).toContain('red');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be copied
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  }
});
