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
  const at = (file: string) => path.join(api, file);
  const ignored = ignoredFiles(api, at('app.js'), file => file === record);
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
  const ignored = ignoredFiles(root, path.join(root, 'app.js'), () => false);
  expect(ignored(path.join(root, 'app.js'))).toBe(false);
  expect(ignored(path.join(root, '.app.js.swp'))).toBe(true);
});

test('what is built, and ignored by git for that, counts where the app is started from it', () => {
  const root = makeFiles({
    '.git/HEAD': '',
    '.gitignore': 'out/\nbundle.js\n*.log\n',
    'out/js/server.js': '',
    'out/report.html': '',
    'src/server.ts': '',
    'bundle.js': '',
  });
  const at = (file: string) => path.join(root, file);
  const ignored = ignoredFiles(root, at('out/js/server.js'), () => false);
  expect(ignored(at('out'), statSync(at('out')))).toBe(false);
  expect(ignored(at('out/js/server.js'))).toBe(false);
  expect(ignored(at('out/js/node_modules/x.js'))).toBe(true);
  expect(ignored(at('out/report.html'))).toBe(true);
  expect(ignored(at('src/server.ts'))).toBe(false);

  // Beside it is all else that git ignores.
  const bundled = ignoredFiles(root, at('bundle.js'), () => false);
  expect(bundled(at('bundle.js'))).toBe(false);
  expect(bundled(at('some.log'))).toBe(true);
});

test('where the app runs in a directory that git ignores, all of that directory counts', () => {
  const root = makeFiles({
    '.git/HEAD': '',
    '.gitignore': 'dist/\n',
    'dist/server.js': '',
    'dist/routes/user.js': '',
    'dist/node_modules/x.js': '',
  });
  const at = (file: string) => path.join(root, 'dist', file);
  const ignored = ignoredFiles(path.join(root, 'dist'), at('server.js'), () => false);
  expect(ignored(at('routes'), statSync(at('routes')))).toBe(false);
  expect(ignored(at('routes/user.js'))).toBe(false);
  expect(ignored(at('node_modules/x.js'))).toBe(true);
});
