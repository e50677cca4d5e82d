/**
 * Examines one worker over its inspector, in a process of its own: the event loop of the master is in the path of
 * every connection, and is not to read profiles. Gets its job over IPC, answers there, and ends.
 */
import {existsSync, rmSync} from 'node:fs';
import {rename, rm} from 'node:fs/promises';
import {closeInspector} from './close.js';
import {DevTools, SilentError} from './devtools.js';
import {takeHeapSnapshot} from './heap.js';
import {
  type DiagnosisFindings,
  type DiagnosisJob,
  type DiagnosisMessage,
  type DiagnosisTask,
  partOf,
} from './job.js';
import {takeProfile} from './profile.js';
import {readStack} from './stack.js';

process.once('message', (job: DiagnosisJob) => run(job));
// Whoever asked is gone, or has its answer.
process.once('disconnect', () => {
  if (growing) rmSync(growing, {force: true});
  process.exit(1);
});

/** What is not whole yet. */
let growing: string | null = null;

async function run(job: DiagnosisJob): Promise<void> {
  let answer: DiagnosisMessage;
  try {
    const devTools = await DevTools.connect(job.url);
    try {
      answer = {type: 'done', findings: await examine(devTools, job)};
    } finally {
      await devTools.close();
    }
  } catch (error) {
    answer = {type: 'failed', reason: (error as Error).message, isSilent: error instanceof SilentError};
  }
  send(answer, () => process.disconnect());
}

function examine(
  devTools: DevTools,
  {task, appDirectory}: DiagnosisJob,
): Promise<DiagnosisFindings[DiagnosisTask['kind']]> {
  const onProgress = (text: string) => send({type: 'progress', text});
  switch (task.kind) {
    case 'stack':
      return readStack(devTools, appDirectory, task.waitMs);
    case 'profile':
      return whole(task.file, part => takeProfile(devTools, appDirectory, task.seconds, part, onProgress));
    case 'heap':
      return whole(task.file, part => takeHeapSnapshot(devTools, part, onProgress));
    case 'close':
      return closeInspector(devTools, task.waitMs);
  }
}

/** A file has its final name only when all of it is there, and never takes the place of another. */
async function whole<Findings>(file: string, write: (part: string) => Promise<Findings>): Promise<Findings> {
  const part = partOf(file);
  growing = part;
  try {
    const findings = await write(part);
    if (existsSync(file)) throw new Error(`${file} is there already`);
    await rename(part, file);
    return findings;
  } catch (error) {
    await rm(part, {force: true});
    throw error;
  } finally {
    growing = null;
  }
}

function send(message: DiagnosisMessage, done: () => void = () => {}): void {
  if (process.connected) process.send!(message, undefined, {}, done);
}
