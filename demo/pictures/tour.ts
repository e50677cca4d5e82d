import {KEYS} from './keys.js';
import type {Recorder} from './recorder.js';
import {choosePolicy, crash, openPolicies, openWorker, reload, searchLogs, waitForReload} from './scenes.js';
import type {Stage} from './stage.js';

/** Snapshots of the cluster that each view is shown for. */
const SNAPSHOTS_A_VIEW = 3;

/** A walk through the views, for a short film: a crash, a policy, a reload, one worker, the logs. */
export async function playTour(stage: Stage, recorder: Recorder): Promise<void> {
  stage.press('1');
  await stage.waitForText('[1 workers]');
  recorder.start();
  await watch(stage);
  await crash(stage, 'throw');
  await watch(stage);
  await openPolicies(stage);
  await choosePolicy(stage, 'round-robin');
  stage.press(KEYS.enter);
  await stage.waitForText(/· round-robin ·/);
  await waitForReload(stage, await reload(stage));
  await watch(stage);
  await openWorker(stage);
  await watch(stage);
  await searchLogs(stage, 'error');
  await watch(stage);
  recorder.stop();
}

/** Until the cluster has taken so many new figures, which is when the viewer shows new ones. */
async function watch(stage: Stage): Promise<void> {
  const newest = async () => (await stage.client.history()).points.at(-1)?.at ?? 0;
  let last = await newest();
  for (let seen = 0; seen < SNAPSHOTS_A_VIEW; seen++) {
    last = await stage.waitFor('new figures', async () => {
      const at = await newest();
      return at > last ? at : null;
    });
  }
}
