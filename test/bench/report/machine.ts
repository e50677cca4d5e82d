import {execFileSync} from 'node:child_process';
import os from 'node:os';

/** What the figures were taken on and with. */
export interface Conditions {
  readonly command: string;
  readonly date: string;
  readonly machine: string;
  readonly versions: Readonly<Record<string, string>>;
}

export function conditions(command: string, versions: Readonly<Record<string, string>>): Conditions {
  const model = os.cpus()[0]?.model.trim() || os.arch();
  const memory = `${Math.round(os.totalmem() / 2 ** 30)} GB of memory`;
  return {
    command,
    date: new Date().toISOString().slice(0, 10),
    machine: `${os.availableParallelism()} cores (${model}), ${memory}`,
    versions: {
      clusterview: revision(),
      Node: process.version.slice(1),
      [os.type()]: os.release(),
      ...versions,
    },
  };
}

/** What the figures depend on: what is measured, what measures it, and what builds and installs it. */
const MEASURED = [
  'source',
  'demo',
  'test/bench',
  'test/support',
  '.config',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
];

/** Of the code that was measured, and whether files differ from it. */
function revision(): string {
  try {
    const git = (...args: readonly string[]) => execFileSync('git', args, {encoding: 'utf8'}).trim();
    const changed = git('status', '--porcelain', '--', ...MEASURED);
    return `${git('rev-parse', '--short', 'HEAD')}${changed && ', changed'}`;
  } catch {
    return 'of unknown revision';
  }
}

/** A line for each. */
export function conditionLines({command, date, machine, versions}: Conditions): string[] {
  const named = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return [`Command: \`${command}\``, `When: ${date}`, `Machine: ${machine}`, `Versions: ${named.join(', ')}`];
}
