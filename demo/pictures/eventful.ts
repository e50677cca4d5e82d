import {waitFor} from '../../test/support/wait-for.js';
import type {DemoRun} from './demo-run.js';

/** Between two things that happen. */
const STEP_SECONDS = 20;
/** In turn: the app works hard, keeps memory, or waits. */
const HAPPENINGS = ['/cpu?ms=60', '/leak?kb=4000', '/cpu?ms=120', '/slow?ms=600'];
const REQUESTS_AT_ONCE = 12;
/** Of each worker, before the first picture. */
const REQUESTS_MIN = 100;

/** Lets the demo run until its charts go back that far, with things happening that leave a trace in them. */
export async function runEventfully(
  run: DemoRun,
  seconds: number,
  report: (text: string) => void,
): Promise<void> {
  await run.waitForFrame('4 of 4 workers ready');
  await waitFor('requests on every worker', async () => {
    return (await run.client.status()).slots.every(({total}) => total.requests >= REQUESTS_MIN);
  });
  await run.request('/throw');
  await waitFor('a crash, and another worker in its place', async () => {
    const {slots} = await run.client.status();
    return slots.some(({crashes}) => crashes > 0) && slots.every(({worker}) => worker?.phase === 'ready');
  });
  for (let step = 0; step * STEP_SECONDS < seconds; step++) {
    const route = HAPPENINGS[step % HAPPENINGS.length]!;
    await Promise.all(Array.from({length: REQUESTS_AT_ONCE}, () => run.request(route)));
    const wanted = Math.min(seconds, (step + 1) * STEP_SECONDS);
    await waitFor(`${wanted} s of history`, async () => (await run.client.history()).points.length >= wanted);
    report(`${wanted} of ${seconds} s`);
  }
}
