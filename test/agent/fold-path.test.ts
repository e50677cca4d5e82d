import {expect, test} from 'vitest';
import {foldPath, pathOf} from '../../source/agent/fold-path.js';
import {PATH_CHARS_MAX, ROUTE_CHARS_MAX} from '../../source/messages/types.js';

test.each([
  ['numbers', '/users/123/posts/4', '/users/:id/posts/:id'],
  ['dates and versions', '/days/2024-01-31/v/1.2.3', '/days/:id/v/:id'],
  ['hexadecimal numbers', '/commits/9f3c0a1b/DEADBEEF01', '/commits/:id/:id'],
  ['UUIDs', '/orders/0190A1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b', '/orders/:id'],
  ['ULIDs', '/events/01ARZ3NDEKTSV4RRFFQ69G5FAV', '/events/:id'],
  ['tokens', '/invite/V1StGXR8_Z5jdHi6B-myT/dQw4w9WgXcQ', '/invite/:id/:id'],
  ['long runs without a digit', `/confirm/${'abcdefgh'.repeat(5)}`, '/confirm/:id'],
  ['addresses', '/users/somebody@example.com', '/users/:id'],
  ['what is percent-encoded', '/tags/%E4%BD%A0%E5%A5%BD/a%20b', '/tags/:id/:id'],
  ['what is not ASCII', '/tags/\u00e4\u00f6', '/tags/:id'],
  ['an id with an extension', '/avatars/4711.png', '/avatars/:id.png'],
])('%s are folded', (_, path, route) => {
  expect(foldPath(path)).toBe(route);
});

test.each([
  '/',
  '*',
  '/users',
  '/users/',
  '/api/v1/feed',
  '/oauth2/callback',
  '/assets/main.css',
  '/blog/ten-things-to-know-about-node-20',
  '/getUserByIdAndName',
  '/.well-known/openid-configuration',
  '/wp-admin/setup-config.php',
  '//double',
])('%s stays as it is', path => {
  expect(foldPath(path)).toBe(path);
});

test.each([
  ['/search?q=secret', '/search'],
  ['/search?next=/a/b', '/search'],
  ['/a;jsessionid=secret/b;v=1?c', '/a/b'],
  ['/page#part', '/page'],
  ['http://example.com:80/users/1?a=b', '/users/1'],
  ['http://example.com', '/'],
  ['*', '*'],
  [undefined, '(other)'],
])('of %s the path is %s', (url, path) => {
  expect(pathOf(url)).toBe(path);
});

test('neither paths nor routes are longer than their bounds', () => {
  const long = `/${'long-words-'.repeat(1000)}?x`;
  expect(pathOf(long)).toHaveLength(PATH_CHARS_MAX);
  const deep = '/one/two/three/four'.repeat(50);
  expect(foldPath(pathOf(deep)).length).toBeLessThanOrEqual(ROUTE_CHARS_MAX);
  expect(foldPath(pathOf(deep))).toMatch(/^\/one\/two.*\/…$/);
  expect(foldPath('/word-word'.repeat(100)).length).toBeLessThanOrEqual(ROUTE_CHARS_MAX);
});
