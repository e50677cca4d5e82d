import {expect, test} from 'vitest';
import {parseDescriptorLimit} from '../../source/master/descriptors.js';

const limits = (soft: string) =>
  [
    'Limit                     Soft Limit           Hard Limit           Units     ',
    'Max processes             7823                 7823                 processes ',
    `Max open files            ${soft.padEnd(21)}524288               files     `,
    'Max locked memory         8388608              8388608              bytes     ',
    '',
  ].join('\n');

test('the soft limit of open files counts, and no other', () => {
  expect(parseDescriptorLimit(limits('1024'))).toBe(1024);
});

test('where there is no limit, or nothing is told of it, there is none', () => {
  expect(parseDescriptorLimit(limits('unlimited'))).toBe(Number.POSITIVE_INFINITY);
  expect(parseDescriptorLimit('')).toBe(Number.POSITIVE_INFINITY);
});
