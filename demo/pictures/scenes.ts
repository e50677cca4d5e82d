import http from 'node:http';
import {KEYS} from './keys.js';
import type {CellRow} from './screen.js';
import type {Stage} from './stage.js';

/** Beyond a profile of five seconds, and what evaluating it takes. */
const PROFILE_MS_MAX = 120_000;
/** What the charts are filled with may take this much longer than it lasts. */
const HISTORY_SLACK_MS = 60_000;
/** Requests that a reload has to wait for, so that it can be seen. */
const SLOW_REQUESTS = 8;
/** So many of them are in sight, should others end meanwhile. */
const SLOW_REQUESTS_MIN = 6;
const SLOW_MS = 6000;
/** Presses of a key after which what is looked for is not there. */
const PRESSES_MAX = 60;
/** Requests of each worker after which the load is on all of them. */
const REQUESTS_MIN = 200;

export interface Picture {
  /** Of the file. */
  readonly name: string;
  readonly description: string;
  readonly cells: readonly CellRow[];
}

/**
 * The pictures, each when the screen shows what it is of. They look for what is fixed about a view: its tab, its
 * title, a word of the table of keys.
 * @param historySeconds how much of the past the charts have to show.
 */
export async function* playScenes(stage: Stage, historySeconds: number): AsyncGenerator<Picture> {
  await stage.waitForText('4 of 4 workers ready');
  await stage.waitFor('load on every worker', async () => {
    const {slots} = await stage.client.status();
    return slots.every(({total}) => total.requests >= REQUESTS_MIN) || null;
  });

  await crash(stage, 'throw');
  await crash(stage, 'reject');
  await stage.waitFor(
    `${historySeconds} s of history`,
    async () => (await stage.client.history()).points.length >= historySeconds || null,
    historySeconds * 1000 + HISTORY_SLACK_MS,
  );
  yield {
    name: 'workers',
    description:
      'All workers under load: a table of them, how requests are distributed, and the newest events',
    cells: await stage.waitForText(/\[1 workers\].*4 of 4 workers ready/s),
  };

  yield {
    name: 'worker',
    description:
      'One worker: charts of CPU, memory, event-loop lag, requests and latency, its events and log lines',
    cells: await openWorker(stage),
  };
  stage.press('1');
  await stage.waitForText('[1 workers]');

  yield {
    name: 'profile',
    description: 'A CPU profile of a worker: which functions of the app took the time',
    cells: await profile(stage),
  };
  stage.press(KEYS.escape);
  await stage.waitForGone('Esc closes');
  await stage.waitForGone('profiled');

  await openPolicies(stage);
  yield {
    name: 'policy',
    description: 'The menu of dispatch policies, from round-robin to the kernel',
    cells: await choosePolicy(stage, 'least-connections'),
  };
  stage.press(KEYS.enter);
  await stage.waitForText(/· least-connections ·/);

  const id = await reload(stage);
  yield {
    name: 'reload',
    description: 'A rolling reload: a new worker is ready, and the old one finishes its requests',
    cells: await stage.waitForText(/reloading ·.*drains/s),
  };
  await waitForReload(stage, id);
  stage.press(KEYS.escape);
  await stage.waitForGone('reload of 4 workers');

  stage.press('4');
  await stage.waitForText('[4 events]');
  await markRow(stage, /▸ .*✖ .*thrown by \/throw/);
  stage.press(KEYS.enter);
  yield {
    name: 'event',
    description: 'An event unfolded: why a worker died, with the stack and its last words',
    cells: await stage.waitForText(/Esc closes.*at .*app\.js/s),
  };
  stage.press(KEYS.escape);
  await stage.waitForGone('Esc closes');

  await searchLogs(stage, 'error');
  yield {
    name: 'logs',
    description: 'What the workers write, with a search: the lines that were found are marked',
    cells: await stage.waitForText(/\[3 logs\].*▸ /s),
  };

  stage.press('1');
  await stage.waitForText('[1 workers]');
  stage.press('?');
  yield {
    name: 'help',
    description: 'All keys of the view',
    cells: await stage.waitForText('? or Esc closes'),
  };
  stage.press('?');
  await stage.waitForGone('? or Esc closes');
}

/** As a client would that meets a bug; resolves when another worker has taken the place of the one that died. */
export async function crash(stage: Stage, route: 'throw' | 'reject'): Promise<void> {
  const restarts = async () => {
    const {slots} = await stage.client.status();
    return slots.reduce((sum, slot) => sum + slot.restarts, 0);
  };
  const before = await restarts();
  void request(stage, `/${route}`);
  await stage.waitFor('the restart', async () => (await restarts()) > before || null);
  await stage.waitForText('4 of 4 workers ready');
}

export async function openPolicies(stage: Stage): Promise<void> {
  stage.press('p');
  await stage.waitForText('Who gets the next connection?');
}

/** Marks it in the open menu. */
export function choosePolicy(stage: Stage, policy: string): Promise<CellRow[]> {
  return markRow(stage, new RegExp(`▸ ${policy}`), KEYS.down);
}

/** Starts a rolling reload that has slow requests to wait for. @returns its number. */
export async function reload(stage: Stage): Promise<number> {
  const before = await stage.client.status();
  const wanted = before.total.requests.inFlight + SLOW_REQUESTS_MIN;
  for (let i = 0; i < SLOW_REQUESTS; i++) void request(stage, `/slow?ms=${SLOW_MS}`);
  await stage.waitFor('slow requests', async () => {
    const {total} = await stage.client.status();
    return total.requests.inFlight >= wanted || null;
  });
  stage.press('R');
  await stage.waitForText('Reload 4 workers?');
  stage.press('y');
  return stage.waitFor('a reload', async () => {
    const {reload: latest} = await stage.client.status();
    return latest && latest.id !== before.reload?.id ? latest.id : null;
  });
}

export async function waitForReload(stage: Stage, id: number): Promise<void> {
  await stage.waitFor('the end of the reload', async () => {
    const {reload: latest} = await stage.client.status();
    if (latest?.id === id && latest.outcome === 'failed') throw new Error(`reload failed: ${latest.reason}`);
    return (latest?.id === id && latest.outcome === 'succeeded') || null;
  });
  await stage.waitForGone('reloading ·');
}

/** With what it did until now, which the viewer asks for when the view is opened. */
export async function openWorker(stage: Stage): Promise<CellRow[]> {
  stage.press('2');
  await stage.waitForText('[2 worker');
  await stage.waitForGone('none yet');
  return stage.waitForText(/\[2 worker.*\d to \d.*now/s);
}

export async function searchLogs(stage: Stage, text: string): Promise<void> {
  stage.press('3');
  await stage.waitForText('[3 logs]');
  stage.press('/');
  await stage.waitForText('Enter finds');
  stage.press(text);
  await stage.waitForText(`/${text}`);
  stage.press(KEYS.enter);
  // Keys that come with it would still be text.
  await stage.waitForGone('Enter finds');
  await stage.waitForText(`with "${text}"`);
  stage.press('N');
  await stage.waitForText(/▸ /);
}

async function profile(stage: Stage): Promise<CellRow[]> {
  stage.press('d');
  await stage.waitForText('What is with worker');
  await markRow(stage, /▸ CPU profile, 5 s/, KEYS.down);
  stage.press(KEYS.enter);
  return stage.waitForText(/SELF +TOTAL +FUNCTION/, PROFILE_MS_MAX);
}

/** Presses a key until the marked row is the one that is looked for. */
async function markRow(stage: Stage, pattern: RegExp, key: string = KEYS.up): Promise<CellRow[]> {
  for (let presses = 0; presses < PRESSES_MAX && !pattern.test(stage.text()); presses++) {
    const before = markOf(stage);
    stage.press(key);
    await stage.waitFor(`another mark than ${before}`, () => markOf(stage) !== before || null);
  }
  return stage.waitForText(pattern);
}

/** The rows that are marked: of a table, and of what is open over it. */
function markOf(stage: Stage): string {
  return (stage.text().match(/▸.{0,60}/g) ?? []).join('\n');
}

/** Resolves when there is an answer, or none: a crash is what some are for. */
async function request(stage: Stage, path: string): Promise<void> {
  const {cluster} = await stage.client.status();
  const port = Number(cluster.listeners[0]!.address.split(':').at(-1));
  await new Promise<void>(resolve => {
    const sent = http.get({host: '127.0.0.1', port, path, agent: false}, response => {
      response.resume();
      response.on('close', resolve);
    });
    sent.on('error', () => resolve());
  });
}
