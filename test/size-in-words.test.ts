import {expect, test} from 'vitest';
import {sizeInWords} from '../source/size-in-words.js';

const MEGABYTE = 1024 * 1024;

test.each([
  [512, '512 B'],
  [100_000, '97.7 KB'],
  [48.3 * MEGABYTE, '48.3 MB'],
  [512 * MEGABYTE, '512.0 MB'],
  [1023.4 * MEGABYTE, '1023 MB'],
  [1536 * MEGABYTE, '1.5 GB'],
])('%d bytes are %s', (size, words) => {
  expect(sizeInWords(size)).toBe(words);
});
