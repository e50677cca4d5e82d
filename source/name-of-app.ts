import {readFileSync} from 'node:fs';
import path from 'node:path';

/** What its cluster is called: the nearest package's name without its scope, or else the name of the file. */
export function nameOfApp(appPath: string): string {
  const fromPackage = nearestPackageName(path.dirname(appPath));
  return asClusterName(fromPackage?.replace(/^@[^/]*\//, '') ?? path.parse(appPath).name);
}

/** What of a text can be the name of a cluster. */
export function asClusterName(text: string): string {
  return (
    text
      .replace(/[^A-Za-z0-9._-]/g, '-')
      .replace(/^[^A-Za-z0-9]+/, '')
      .slice(0, 64) || 'app'
  );
}

function nearestPackageName(directory: string): string | undefined {
  try {
    const {name} = JSON.parse(readFileSync(path.join(directory, 'package.json'), 'utf8'));
    if (typeof name === 'string' && name !== '') return name;
  } catch {
    // None here, or none that can be read: the next one up may do.
  }
  const parent = path.dirname(directory);
  return parent === directory ? undefined : nearestPackageName(parent);
}
