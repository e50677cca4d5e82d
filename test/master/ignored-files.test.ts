import {statSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {ignoredFiles} from '../../source/master/ignored-files.js';
import {makeFiles} from '../support/files.js';

test('files are ignored as git does it, from the top of the repository down', () => {
  const root = makeFiles({
    '.git/HEAD': '',
    '.gitignore': 'build/\n*.log\n',
    'packages/api/.gitignore': '!keep.log\ngenerated\n',
    'packages/api/build/app.js': '',
    'packages/api/src/generated/types.js': '',
    'packages/api/node_modules/x/index.js': '',
  });
  const api = path.join(root, 'packages/api');
  const record = path.join(api, 'recording');
  const ignored = ignoredFiles(api, file => file === record);
  const at = (file: string) => path.join(api, file);
  const directory = (file: string) => ignored(at(file), statSync(at(file)));
  expect(ignored(api)).toBe(false);
  expect(directory('build')).toBe(true);
  expect(directory('src')).toBe(false);
  expect(directory('src/generated')).toBe(true);
  expect(directory('node_modules')).toBe(true);
  expect(ignored(at('some.log'))).toBe(true);
  expect(ignored(at('keep.log'))).toBe(false);
  expect(ignored(at('app.js'))).toBe(false);
  expect(ignored(at('CPU.1.cpuprofile'))).toBe(true);
  expect(ignored(record)).toBe(true);
});

test('outside of a repository only what is never part of an app is ignored', () => {
  const root = makeFiles({'app.js': ''});
  const ignored = ignoredFiles(root, () => false);
  expect(ignored(path.join(root, 'app.js'))).toBe(false);
  expect(ignored(path.join(root, '.app.js.swp'))).toBe(true);
});
