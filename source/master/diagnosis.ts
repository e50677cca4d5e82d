import {fork} from 'node:child_process';
import {rm} from 'node:fs/promises';
import path from 'node:path';
import {
  type DiagnosisFindings,
  type DiagnosisJob,
  type DiagnosisMessage,
  type DiagnosisTask,
  partOf,
} from '../diagnose/job.js';
import {NoJavaScriptError} from './inspector.js';

const DIAGNOSE_PATH = path.join(import.meta.dirname, 'diagnose.cjs');

/**
 * Has a process of its own examine a worker, and ends it after that time at the latest.
 * @typeParam Kind that of the job.
 * @throws an `Error` with one line for the user; nothing is left of the file then.
 */
export async function diagnose<Kind extends DiagnosisTask['kind']>(
  job: DiagnosisJob,
  maxMs: number,
  onProgress: (text: string) => void,
): Promise<DiagnosisFindings[Kind]> {
  const examiner = fork(DIAGNOSE_PATH, {execArgv: [], stdio: ['ignore', 'ignore', 'ignore', 'ipc']});
  let isOver = false;
  const timer = setTimeout(() => {
    isOver = true;
    examiner.kill('SIGKILL');
  }, maxMs);
  let answer: DiagnosisMessage | null = null;
  examiner.on('message', (message: DiagnosisMessage) => {
    if (message.type === 'progress') onProgress(message.text);
    else answer = message;
  });
  const ended = new Promise<Error | null>(resolve => {
    examiner.once('error', resolve);
    examiner.once('close', () => resolve(null));
  });
  // One that could not be started may have no channel.
  if (examiner.connected) examiner.send(job, () => {});
  const startError = await ended;
  clearTimeout(timer);
  // Told apart by hand: assignments inside the listener are not seen by the compiler.
  const last = answer as DiagnosisMessage | null;
  if (last?.type === 'done') return last.findings as DiagnosisFindings[Kind];
  if ('file' in job.task) await rm(partOf(job.task.file), {force: true});
  if (last?.type === 'failed' && last.isSilent) throw new NoJavaScriptError();
  if (startError) throw new Error(`the process that takes it cannot be started: ${startError.message}`);
  throw new Error(
    last?.type === 'failed'
      ? last.reason
      : isOver
        ? `it was not done after ${Math.round(maxMs / 1000)} s`
        : 'the process that took it was killed',
  );
}
