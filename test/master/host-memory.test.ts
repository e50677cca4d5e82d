import {readdirSync} from 'node:fs';
import {createRequire} from 'node:module';
import os from 'node:os';
import path from 'node:path';
import {expect, test} from 'vitest';
import {linuxMemory, measuredMemory, parseMemory} from '../../source/master/host-memory.js';
import {COMMAND} from '../support/place.js';

const DIST = path.dirname(COMMAND);

const MEMINFO = `MemTotal:        1000 kB
MemFree:          100 kB
MemAvailable:     600 kB
Buffers:           50 kB
Cached:           400 kB
SwapCached:         7 kB
Active(anon):       3 kB
SwapTotal:         80 kB
SwapFree:          30 kB
SReclaimable:      20 kB
SUnreclaim:         9 kB
HugePages_Total:    0
`;

test('memory is read from what Linux tells, in kibibytes', () => {
  expect(parseMemory(MEMINFO)).toEqual({
    totalBytes: 1000 * 1024,
    usedBytes: 400 * 1024,
    availableBytes: 600 * 1024,
    cacheBytes: 470 * 1024,
    swapTotalBytes: 80 * 1024,
    swapUsedBytes: 50 * 1024,
  });
});

test('a text that does not tell what is available, or is another, is none', () => {
  expect(parseMemory(MEMINFO.replace(/^MemAvailable.*\n/m, ''))).toBeNull();
  expect(parseMemory('')).toBeNull();
});

test.runIf(process.platform === 'linux')('it is what others tell of this machine', async () => {
  const memory = linuxMemory()!;
  const measured = await measuredMemory();
  expect(memory.totalBytes).toBe(os.totalmem());
  expect(memory.totalBytes).toBe(measured.totalBytes);
  expect(memory.swapTotalBytes).toBe(measured.swapTotalBytes);
  expect(memory.usedBytes + memory.availableBytes).toBe(memory.totalBytes);
  expect(memory.cacheBytes).toBeGreaterThan(0);
});

test('elsewhere what the bundle has for it is asked', async () => {
  const [file] = readdirSync(DIST).filter(name => name.startsWith('memory-'));
  const {default: memory} = createRequire(import.meta.url)(path.join(DIST, file!));
  expect((await memory.mem()).total).toBe((await measuredMemory()).totalBytes);
});
