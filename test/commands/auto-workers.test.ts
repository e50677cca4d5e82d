import os from 'node:os';
import {expect, test} from 'vitest';
import {WORKER_MEMORY_MIN} from '../../source/auto-workers.js';
import {limitCpu, limitMemory, skipWithoutGroups} from '../support/cgroup.js';
import {runCommand} from '../support/command.js';
import {appPath, clientIn, makePlace} from '../support/place.js';

test.for([
  ['CPU', () => limitCpu(1)],
  ['memory', () => limitMemory(2 * WORKER_MEMORY_MIN - 1)],
] as const)(
  '--workers auto goes by the limit of %s of the control group that it runs in',
  async ([, limit], context) => {
    if (os.availableParallelism() < 2) context.skip('one core is one worker anyway');
    const wrapper = limit();
    if (typeof wrapper === 'string') return skipWithoutGroups(context, wrapper);
    const place = makePlace();
    const args = [appPath('http.cjs'), '--name', 'test', '--detach'];
    expect(await runCommand(args, place, wrapper)).toMatchObject({code: 0, stderr: ''});
    expect((await clientIn(place).status()).cluster.workers).toBe(1);
    expect(await runCommand(['stop'], place)).toMatchObject({code: 0});
  },
);
