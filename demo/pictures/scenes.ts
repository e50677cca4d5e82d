import type {Row} from '../../test/support/screen.js';
import {waitFor} from '../../test/support/wait-for.js';
import type {DemoRun} from './demo-run.js';

/** What one picture shows, and how the demo gets there. */
export interface Scene {
  /** Of the picture's file. */
  readonly name: string;
  /** In the title bar. */
  readonly title: string;
  /** Resolves with what the picture shows. */
  play(run: DemoRun): Promise<readonly Row[]>;
}

const ENTER = '\r';
const ESCAPE = '\u001b';
const UP = '\u001b[A';
/** Long enough that a worker which is reloaded is seen to wait for it. */
const SLOW_ROUTE = '/slow?ms=800';
/** So many that each worker has one of them. */
const SLOW_CLIENTS = 12;
const LOOKED_FOR = 'thrown by';
/** More than ever come in one run. */
const EVENTS_MAX = 200;
const MARKED = /▸ \d\d:/;
const MARKED_CRASH = /▸ \d\d:.*crashed: uncaught exception/;

/** In the order in which they are played; each begins where the one before it has ended. */
export const scenes: readonly Scene[] = [
  {
    name: 'workers',
    title: 'clusterview: four workers under load',
    async play(run) {
      run.press('1');
      return await run.waitForFrame('[1 workers]', '4 of 4 workers ready', /[1-9]\d* crash/);
    },
  },
  {
    name: 'reload',
    title: 'clusterview: a reload that no client notices',
    async play(run) {
      run.press('R');
      await run.waitForFrame(/─ Reload \d+ workers\? ─/);
      const endSlowRequests = keepAsking(run, SLOW_ROUTE);
      run.press('y');
      const frame = await run.waitForFrame('[1 workers]', /reload [23] of 4: . worker \d drains/);
      await run.waitForFrame('[1 workers]', / running ·/, 'workers reloaded');
      await endSlowRequests();
      // What came of it has been read: the keys are back.
      await run.waitForFrame('[1 workers]', 'q quit');
      return frame;
    },
  },
  {
    name: 'worker',
    title: 'clusterview: one worker',
    async play(run) {
      run.press('2');
      return await run.waitForFrame('[2 worker', '─ CPU ─', '─ latency p99 ─', /\d MB to \d/, 'listening on');
    },
  },
  {
    name: 'logs',
    title: 'clusterview: what the workers write',
    async play(run) {
      run.press('3');
      await run.waitForFrame('[3 logs]');
      run.press('/');
      for (const character of LOOKED_FOR) run.press(character);
      await run.waitForFrame('[3 logs]', LOOKED_FOR);
      run.press(ENTER);
      return await run.waitForFrame('[3 logs]', /● .*thrown by/);
    },
  },
  {
    name: 'events',
    title: 'clusterview: why a worker died',
    async play(run) {
      run.press('4');
      await run.waitForFrame('[4 events]', 'events · all');
      await markCrash(run);
      run.press(ENTER);
      const frame = await run.waitForFrame('[4 events]', /at .*app\.js:\d+/);
      run.press(ESCAPE);
      await waitFor('the event to close', () => !run.screen.text().includes('Esc closes'));
      return frame;
    },
  },
  {
    name: 'help',
    title: 'clusterview: its keys',
    async play(run) {
      run.press('1');
      await run.waitForFrame('[1 workers]');
      run.press('?');
      const frame = await run.waitForFrame('─ keys ─');
      run.press(ESCAPE);
      await waitFor('the help to close', () => !run.screen.text().includes('─ keys ─'));
      return frame;
    },
  },
];

/** @returns what ends it, and resolves when the last answers have come. */
function keepAsking(run: DemoRun, route: string): () => Promise<void> {
  let goesOn = true;
  const clients = Array.from({length: SLOW_CLIENTS}, async () => {
    while (goesOn) await run.request(route);
  });
  return async () => {
    goesOn = false;
    await Promise.all(clients);
  };
}

async function markCrash(run: DemoRun): Promise<void> {
  for (let i = 0; i < EVENTS_MAX; i++) {
    await run.waitForFrame(MARKED);
    const marked = markedRow(run);
    if (MARKED_CRASH.test(marked)) return;
    run.press(UP);
    await waitFor('another event to be marked', () => markedRow(run) !== marked);
  }
}

function markedRow(run: DemoRun): string {
  return run.screen.rows().find(row => MARKED.test(row)) ?? '';
}
