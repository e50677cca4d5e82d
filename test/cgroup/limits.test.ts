import os from 'node:os';
import {expect, test} from 'vitest';
import {autoWorkers, WORKER_MEMORY_MIN} from '../../source/auto-workers.js';
import {availableCores} from '../../source/available-cores.js';
import {cpuLimit, memoryLimit} from '../../source/cgroup/limits.js';
import {makeFiles} from '../support/files.js';

const UNLIMITED_V1 = '9223372036854771712\n';

const V2_MOUNT =
  '30 23 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate,memory_recursiveprot\n';

test('version 2: the smallest limit from the own group up to the root counts', () => {
  const root = makeFiles({
    'proc/self/cgroup': '0::/system.slice/app.service\n',
    'proc/self/mountinfo': `22 1 8:1 / / rw - ext4 /dev/sda1 rw\n${V2_MOUNT}`,
    'sys/fs/cgroup/system.slice/cpu.max': '150000 100000\n',
    'sys/fs/cgroup/system.slice/memory.max': 'max\n',
    'sys/fs/cgroup/system.slice/app.service/cpu.max': '400000 100000\n',
    'sys/fs/cgroup/system.slice/app.service/memory.max': `${300 * 1024 * 1024}\n`,
  });
  expect(cpuLimit(root)).toBe(1.5);
  expect(memoryLimit(root)).toBe(300 * 1024 * 1024);
});

test('version 2 in a container: its group looks like the root and has limits', () => {
  const root = makeFiles({
    'proc/self/cgroup': '0::/\n',
    'proc/self/mountinfo': V2_MOUNT,
    'sys/fs/cgroup/cpu.max': '50000 100000\n',
    'sys/fs/cgroup/memory.max': `${2 * WORKER_MEMORY_MIN}\n`,
  });
  expect(cpuLimit(root)).toBe(0.5);
  expect(availableCores(root)).toBe(1);
  expect(autoWorkers(root)).toBe(1);
});

test('version 1: quota and period, of all groups around', () => {
  const root = makeFiles({
    'proc/self/cgroup': '5:cpu,cpuacct:/a/b\n4:memory:/a/b\n1:name=systemd:/\n',
    'proc/self/mountinfo': [
      '33 24 0:28 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct',
      '34 24 0:29 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory',
    ].join('\n'),
    'sys/fs/cgroup/cpu,cpuacct/a/cpu.cfs_quota_us': '250000\n',
    'sys/fs/cgroup/cpu,cpuacct/a/cpu.cfs_period_us': '100000\n',
    'sys/fs/cgroup/cpu,cpuacct/a/b/cpu.cfs_quota_us': '-1\n',
    'sys/fs/cgroup/cpu,cpuacct/a/b/cpu.cfs_period_us': '100000\n',
    'sys/fs/cgroup/memory/memory.limit_in_bytes': UNLIMITED_V1,
    'sys/fs/cgroup/memory/a/memory.limit_in_bytes': '536870912\n',
    'sys/fs/cgroup/memory/a/b/memory.limit_in_bytes': UNLIMITED_V1,
  });
  expect(cpuLimit(root)).toBe(2.5);
  expect(memoryLimit(root)).toBe(512 * 1024 * 1024);
});

test('version 1 in a container without a namespace: the mounted group is not the root', () => {
  const root = makeFiles({
    'proc/self/cgroup': '5:cpu:/docker/abc\n4:memory:/elsewhere\n0::/docker/abc\n',
    'proc/self/mountinfo': [
      '33 24 0:28 /docker/abc /sys/fs/cgroup/cpu ro - cgroup cgroup rw,cpu',
      '34 24 0:29 /docker/abc /sys/fs/with\\040space ro - cgroup cgroup rw,memory',
    ].join('\n'),
    'sys/fs/cgroup/cpu/cpu.cfs_quota_us': '300000\n',
    'sys/fs/cgroup/cpu/cpu.cfs_period_us': '100000\n',
    'sys/fs/with space/memory.limit_in_bytes': '268435456\n',
  });
  expect(cpuLimit(root)).toBe(3);
  expect(memoryLimit(root)).toBe(256 * 1024 * 1024);
});

test('without control groups, or with ones that cannot be understood, there is no limit', () => {
  expect(cpuLimit(makeFiles({}))).toBe(Number.POSITIVE_INFINITY);
  const odd = makeFiles({
    'proc/self/cgroup': '0::/\nodd\n',
    'proc/self/mountinfo': `odd\n${V2_MOUNT}`,
    'sys/fs/cgroup/cpu.max': 'max 100000\n',
    'sys/fs/cgroup/memory.max': '\n',
  });
  expect(cpuLimit(odd)).toBe(Number.POSITIVE_INFINITY);
  expect(memoryLimit(odd)).toBe(Number.POSITIVE_INFINITY);
  expect(autoWorkers(odd)).toBe(os.availableParallelism());
});

test('memory for less than one worker still gives one', () => {
  const root = makeFiles({
    'proc/self/cgroup': '0::/\n',
    'proc/self/mountinfo': V2_MOUNT,
    'sys/fs/cgroup/memory.max': `${WORKER_MEMORY_MIN / 2}\n`,
  });
  expect(autoWorkers(root)).toBe(1);
});
