import {existsSync, readFileSync, type Stats} from 'node:fs';
import path from 'node:path';
import ignore, {type Ignore} from 'ignore';

/** Never part of what an app is made of, whatever git says: packages, git's own, what editors and clusterview leave. */
const ALWAYS = [
  'node_modules',
  '.git',
  '*~',
  '.*.sw?',
  '.#*',
  '*.cpuprofile',
  '*.cpuprofile.part',
  '*.heapsnapshot',
  '*.heapsnapshot.part',
];

/**
 * Tells which files below a directory are none of the app's: those above, and those that the `.gitignore` files say,
 * from the top of the repository down, each read once; but for what is built, where the app is.
 * @param app the file that starts it. Where git ignores it, what it says does not count in the directory of that file.
 * @param isOther tells by its absolute path, and what is known of it, that a file is none, whatever those say.
 */
export function ignoredFiles(
  directory: string,
  app: string,
  isOther: (file: string, stats?: Stats) => boolean,
): (file: string, stats?: Stats) => boolean {
  const always = ignore().add(ALWAYS);
  const top = topOfRepository(directory);
  const rules = new Map<string, Ignore | null>();
  const rulesIn = (folder: string): Ignore | null => {
    let found = rules.get(folder);
    if (found === undefined) {
      found = readRules(folder);
      rules.set(folder, found);
    }
    return found;
  };

  const isIgnoredByGit = (file: string, slash: string): boolean => {
    let isIgnored = false;
    for (const folder of foldersBetween(top, path.dirname(file))) {
      const result = rulesIn(folder)?.test(path.relative(folder, file) + slash);
      if (result?.ignored) isIgnored = true;
      else if (result?.unignored) isIgnored = false;
    }
    return isIgnored;
  };
  const isBuilt = isIn(app, directory) && isIgnoredByGit(app, '');
  const built = builtBeside();

  function builtBeside(): string {
    if (directory !== top && isIgnoredByGit(directory, path.sep)) return directory;
    // Where it lies beside all else, only it itself is.
    return path.dirname(app) === directory ? app : path.dirname(app);
  }

  return (file, stats) => {
    if (file === directory) return false;
    if (isOther(file, stats)) return true;
    const slash = stats?.isDirectory() ? '/' : '';
    if (always.ignores(path.relative(directory, file) + slash)) return true;
    if (isBuilt && (isIn(file, built) || isIn(built, file))) return false;
    return isIgnoredByGit(file, slash);
  };
}

/** It is that itself, or lies below it. */
function isIn(file: string, directory: string): boolean {
  return file === directory || file.startsWith(directory + path.sep);
}

function readRules(folder: string): Ignore | null {
  try {
    return ignore().add(readFileSync(path.join(folder, '.gitignore'), 'utf8'));
  } catch {
    return null;
  }
}

/** The directory itself where it is in none. */
function topOfRepository(directory: string): string {
  let folder = directory;
  while (!existsSync(path.join(folder, '.git'))) {
    const parent = path.dirname(folder);
    if (parent === folder) return directory;
    folder = parent;
  }
  return folder;
}

/** Both included, the outer one first. */
function foldersBetween(top: string, folder: string): string[] {
  const folders = [folder];
  while (folders[0] !== top && folders[0] !== path.dirname(folders[0]!)) {
    folders.unshift(path.dirname(folders[0]!));
  }
  return folders;
}
