import {describe, expect, test} from 'vitest';
import {sanitize} from '../../source/harmless-text.js';
import {spread, toWidth, widthOf} from '../../source/ui/text.js';

describe('toWidth', () => {
  test.each([
    ['abc', 5, 'abc  '],
    ['abcdef', 4, 'abc…'],
    ['', 3, '   '],
    ['abc', 0, ''],
    ['日本語', 6, '日本語'],
    ['日本語', 5, '日本…'],
    ['日本語', 4, '日… '],
    ['👩‍💻 x', 4, '👩‍💻 x'],
  ])('%j in %i columns is %j', (text, width, expected) => {
    expect(toWidth(text, width)).toBe(expected);
    expect(widthOf(toWidth(text, width))).toBe(width);
  });

  test('numbers stand on the right', () => {
    expect(toWidth('12', 4, 'right')).toBe('  12');
  });
});

test('the right end of a line gives way first', () => {
  expect(spread('left', 'right', 12)).toBe('left   right');
  expect(spread('left', 'a long right end', 16)).toBe('left a long rig…');
  expect(spread('left', 'right', 8)).toBe('left    ');
});

test('control characters and what turns the direction of writing cannot reach the terminal', () => {
  expect(sanitize('a\u001b[2Jb\u0007\u007f\u009b')).toBe('a␛[2Jb␇␡\ufffd');
  expect(sanitize('\u202egpj.exe')).toBe('\ufffdgpj.exe');
  expect(sanitize('plain, 日本語 👍')).toBe('plain, 日本語 👍');
});
