import {existsSync} from 'node:fs';
import path from 'node:path';
import {convertPm2} from '../config/pm2/convert.js';
import {readConfigFile} from '../config/read-file.js';
import {UsageError} from '../usage-error.js';
import {onlyWord} from './only-word.js';

/** Where pm2 looks by itself, as far as these can be read here. */
const FILES = [
  'ecosystem.config.js',
  'ecosystem.config.cjs',
  'ecosystem.config.mjs',
  'ecosystem.config.json',
  'ecosystem.json',
];

/**
 * `clusterview config import [file]`: prints the counterpart of a pm2 file, and on stderr what it cannot say.
 * @returns the exit code.
 */
export async function importConfig(words: readonly string[]): Promise<number> {
  const file = onlyWord(words, 'file') ?? FILES.find(name => existsSync(name));
  if (file === undefined) throw new UsageError(`which file? there is none of ${FILES.join(', ')} here`);
  if (!existsSync(file)) throw new UsageError(`no such file: ${file}`);
  const {config, notes} = convertPm2(file, await readConfigFile(file));
  if (path.dirname(path.resolve(file)) !== process.cwd()) {
    process.stderr.write(`clusterview: paths are as in ${file}: put the config beside it\n`);
  }
  for (const note of notes) process.stderr.write(`clusterview: ${note}\n`);
  process.stdout.write(`${JSON.stringify(config, null, 2)}\n`);
  return 0;
}
