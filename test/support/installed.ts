import {cpSync, mkdirSync} from 'node:fs';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import type {Place} from './place.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** A clusterview as it has just been installed, for tests that change its files. @returns the directory of its programs. */
export function install(place: Place): string {
  const directory = path.join(place.directory, 'installed');
  const dist = path.join(directory, 'dist');
  mkdirSync(directory);
  cpSync(path.join(ROOT, 'package.json'), path.join(directory, 'package.json'));
  cpSync(path.join(ROOT, 'dist'), dist, {
    recursive: true,
    filter: file => path.basename(file) !== 'compiled',
  });
  return dist;
}
