import {expect, test} from 'vitest';
import {socketsAmong} from '../../source/commands/ssh-tunnel.js';

test('of what another machine names, only paths are taken that ssh has as they are', () => {
  const good = ['/run/user/1000/clusterview/api.sock', '/tmp/a b/clusterview-0/web-1.sock'];
  const bad = [
    '/x/$SECRET/a.sock',
    '/x/%u.sock',
    '/tmp/a:b.sock',
    'relative/a.sock',
    '/tmp/a\u001b[2J.sock',
    '/tmp/no-socket',
  ];
  expect(socketsAmong([...bad, ...good])).toEqual(good);
});

test('of two sockets of one name the first is taken', () => {
  expect(socketsAmong(['/run/a/x.sock', '/tmp/a/x.sock', '/tmp/a/y.sock'])).toEqual([
    '/run/a/x.sock',
    '/tmp/a/y.sock',
  ]);
});
