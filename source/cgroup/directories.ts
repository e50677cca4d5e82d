import {readFileSync} from 'node:fs';
import path from 'node:path';

/** A control group that this process is in, of version 1 or 2, where a controller's files are. */
export interface CgroupDirectory {
  readonly version: 1 | 2;
  readonly path: string;
}

interface Mount {
  readonly version: 1 | 2;
  /** The control group that is seen at the mount point, as `/proc/self/cgroup` names it. */
  readonly group: string;
  readonly point: string;
  /** Controllers of version 1, among other things. */
  readonly options: readonly string[];
}

/**
 * Where limits for this process may stand: its own control group first, then those around it, up to the outermost one
 * that can be seen. In a container without a namespace for control groups, the mounted one is not the root, and what
 * `/proc/self/cgroup` says is to be understood from there (cgroups(7), proc_pid_mountinfo(5)).
 * @param root the directory that stands for `/`.
 * @returns none where there are no control groups.
 */
export function cgroupDirectories(controller: 'cpu' | 'memory', root: string): CgroupDirectory[] {
  const groups = linesOf(path.join(root, 'proc/self/cgroup')).map(line => line.split(':'));
  const mounts = linesOf(path.join(root, 'proc/self/mountinfo')).flatMap(line => parseMount(line) ?? []);
  return groups.flatMap(([number, controllers, ...rest]) => {
    const version = number === '0' && controllers === '' ? 2 : 1;
    if (version === 1 && !controllers?.split(',').includes(controller)) return [];
    const mount = mounts.find(
      ({version: mounted, options}) => mounted === version && (version === 2 || options.includes(controller)),
    );
    return mount ? upwards(mount, rest.join(':'), root) : [];
  });
}

function upwards({version, group, point}: Mount, ownGroup: string, root: string): CgroupDirectory[] {
  const relative = path.posix.relative(group, ownGroup);
  // One outside of what is mounted cannot be seen; what is mounted is around it all the same.
  const names = relative.startsWith('..') ? [] : relative.split('/').filter(Boolean);
  return Array.from({length: names.length + 1}, (_, above) => ({
    version,
    path: path.join(root, point, ...names.slice(0, names.length - above)),
  }));
}

/** @returns `null` of what is no control group. */
function parseMount(line: string): Mount | null {
  const [mounted = '', source = ''] = line.split(' - ');
  const [, , , group = '/', point = '/'] = mounted.split(' ');
  const [type, , options = ''] = source.split(' ');
  if (type !== 'cgroup' && type !== 'cgroup2') return null;
  return {
    version: type === 'cgroup2' ? 2 : 1,
    group,
    point: withoutEscapes(point),
    options: options.split(','),
  };
}

/** Spaces and the like stand there as octal numbers. */
function withoutEscapes(text: string): string {
  return text.replace(/\\(\d{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}

function linesOf(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n').filter(Boolean);
  } catch {
    return [];
  }
}
