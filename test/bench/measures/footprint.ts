import {MEGABYTE} from '../../../source/size-in-words.js';
import {rssBytes} from '../../support/process-figures.js';
import type {Bench} from '../bench.js';
import {turn} from '../load/blocks.js';
import type {BenchServer} from '../peers/server.js';
import {AGENT, startSingle} from '../peers/single.js';
import {COMPARISON_COLUMNS, differenceRow} from '../report/comparison.js';
import type {Section} from '../report/section.js';
import {withAndAlone} from './agent-pair.js';

/** Some of the agent's reports are behind it then. */
const REST_MS = 1500;
const AIMS = {
  rss: {relation: '≤', bound: 3},
  start: {relation: '≤', bound: 10},
} as const;

/** What the agent adds to the memory and the start of a worker: the same app with it and alone. */
export async function measureFootprint({isQuick}: Bench): Promise<Section> {
  const starts = isQuick ? 10 : 160;
  const rests = isQuick ? 5 : 30;
  const times = await inTurn(starts, async start => {
    const startedAt = performance.now();
    const server = await start();
    const took = performance.now() - startedAt;
    await server.stop();
    return took;
  });
  const rss = await inTurn(rests, async start => {
    const server = await start();
    try {
      await new Promise(resolve => setTimeout(resolve, REST_MS));
      return rssBytes(server.pids[0]!) / MEGABYTE;
    } finally {
      await server.stop();
    }
  });
  return {
    name: 'footprint',
    title: 'What the agent adds',
    method: `The demo app in one process, with the agent and alone, in turn: from the start until it listens, ${starts} times each, and its memory (RSS) at rest, ${rests} times.`,
    columns: COMPARISON_COLUMNS,
    rows: [
      differenceRow('RSS, at rest', 'MB', ...withAndAlone(rss, own => own), AIMS.rss),
      differenceRow('from start to listening', 'ms', ...withAndAlone(times, own => own), AIMS.start),
    ],
    charts: [],
  };
}

/** @returns what was measured with the agent, and alone. */
async function inTurn(
  rounds: number,
  measure: (start: () => Promise<BenchServer>) => Promise<number>,
): Promise<[number[], number[]]> {
  const agents = [AGENT, null];
  const measured: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    for (const index of turn(agents.length, round)) {
      measured[index]!.push(await measure(() => startSingle({agent: agents[index]!})));
    }
  }
  return measured;
}
