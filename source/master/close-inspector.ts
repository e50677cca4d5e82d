import {DIAGNOSIS_MS_MAX, STACKS_MAX, STUCK_STACK_WAIT_MS} from './bounds.js';
import {diagnose} from './diagnosis.js';
import {Turns} from './turns.js';

/** Each one is a process, as for a stack. */
const turns = new Turns(STACKS_MAX);

/** Has a worker close its inspector, though its event loop does not turn. Rejects where that cannot be done. */
export async function closeInspector(url: string): Promise<void> {
  const job = {url, appDirectory: '', task: {kind: 'close', waitMs: STUCK_STACK_WAIT_MS}} as const;
  await turns.take(() => diagnose<'close'>(job, DIAGNOSIS_MS_MAX, () => {}));
}
