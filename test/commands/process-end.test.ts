import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {readFileSync} from 'node:fs';
import {expect, onTestFinished, test} from 'vitest';
import {waitForEnd} from '../../source/commands/process-end.js';
import {endProcess} from '../support/processes.js';
import {waitFor} from '../support/wait-for.js';

/** A process that runs until the test ends it, or is over. */
function start(script: string) {
  const shell = spawn('sh', ['-c', script], {stdio: ['ignore', 'pipe', 'inherit']});
  onTestFinished(() => endProcess(shell.pid!));
  return shell;
}

/** @param state as proc(5) has it. */
function waitForState(pid: number, state: string): Promise<true> {
  return waitFor(`${pid} to be in the state ${state}`, () =>
    readFileSync(`/proc/${pid}/stat`, 'latin1').includes(`) ${state} `),
  );
}

test('a process that does not end is waited for as long as was said', async () => {
  const {pid} = start('exec sleep 600');
  expect(await waitForEnd(pid!, 50)).toBe(false);
  const ended = waitForEnd(pid!, 30_000);
  endProcess(pid!);
  expect(await ended).toBe(true);
});

test('a process has ended, too, as long as nobody asks how (Linux)', async () => {
  const parent = start('sleep 600 & echo $!; wait');
  const [line] = await once(parent.stdout, 'data');
  const pid = Number(line);
  parent.kill('SIGSTOP');
  await waitForState(parent.pid!, 'T');
  endProcess(pid);
  await waitForState(pid, 'Z');
  expect(await waitForEnd(pid, 0)).toBe(true);
});
