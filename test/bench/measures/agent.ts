import {MEGABYTE} from '../../../source/size-in-words.js';
import {rssBytes} from '../../support/process-figures.js';
import {comparisonHead, comparisonLine, describeComparison, runInTurn} from '../load/in-turn.js';
import type {LoadClient} from '../load/load.js';
import {restMs} from '../load/rest.js';
import {AGENT, startSingle} from '../peers/single.js';
import {figureLine} from '../report/figure-line.js';
import {median} from '../report/statistics.js';
import {hasCallgrind, instructionsPerRequest} from './callgrind.js';

/** One process has all of them, and what it does for each is alike. */
const CONNECTIONS = 32;
/** As many as it takes until the compiler has nothing left to do, and few enough to wait for. */
const COUNTED = {
  keepAlive: {warmUpRequests: 40_000, requests: 20_000},
  newConnections: {warmUpRequests: 10_000, requests: 10_000},
};
/** Some of the agent's reports are behind it then. */
const REST_MS = 1500;
const TARGETS = {throughput: '>= 0.97', rss: '<= 3 MB more', start: '<= 10 ms more'};

/** Where one does not start, the other one is ended with whatever else runs then: see running.ts. */
const startBoth = () => Promise.all([startSingle({agent: AGENT}), startSingle({agent: null})]);

/** What the agent costs the app: the same app with it and alone. */
export async function measureAgent(client: LoadClient, isQuick: boolean): Promise<void> {
  const size = {
    connections: CONNECTIONS,
    rounds: isQuick ? 2 : 16,
    pairsARound: isQuick ? 6 : 5,
    restMs: restMs(isQuick),
  };
  process.stdout.write(`\nagent: one process, ${describeComparison(size)}`);
  process.stdout.write(comparisonHead(`throughput, ${TARGETS.throughput}`, 'with agent', 'alone'));
  const warmRss: {what: string; bytes: number[]}[] = [];
  for (const keepAlive of [true, false]) {
    const rss: [number[], number[]] = [[], []];
    const pairs = await runInTurn(client, {...size, keepAlive}, startBoth, servers => {
      for (const [index, {pids}] of servers.entries()) rss[index]!.push(rssBytes(pids[0]!));
    });
    const what = keepAlive ? 'keep-alive' : 'new connections';
    process.stdout.write(comparisonLine(what, pairs));
    warmRss.push({what, bytes: rss.map(median)});
  }
  process.stdout.write(figureLine('', 'with agent', 'alone', 'difference', 'target'));
  const starts = await measureStarts(isQuick ? 10 : 40);
  printDifference('RSS at rest', 'MB', starts.rss.map(inMegabytes), TARGETS.rss);
  for (const {what, bytes} of warmRss)
    printDifference(`RSS under load, ${what}`, 'MB', bytes.map(inMegabytes), '');
  printDifference('from start to listening', 'ms', starts.times, TARGETS.start);
  if (await hasCallgrind()) await printInstructions();
  else process.stdout.write('instructions a request: needs callgrind, which is not installed\n');
}

/** Medians, with the agent and alone: milliseconds until it listens, and bytes once it has come to rest. */
async function measureStarts(rounds: number): Promise<{times: number[]; rss: number[]}> {
  const times: [number[], number[]] = [[], []];
  const rss: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    for (const index of round % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const)) {
      const startedAt = performance.now();
      const server = await startSingle({agent: index === 0 ? AGENT : null});
      try {
        times[index].push(performance.now() - startedAt);
        await new Promise(resolve => setTimeout(resolve, REST_MS));
        rss[index].push(rssBytes(server.pids[0]!));
      } finally {
        await server.stop();
      }
    }
  }
  return {times: times.map(median), rss: rss.map(median)};
}

function inMegabytes(bytes: number): number {
  return bytes / MEGABYTE;
}

async function printInstructions(): Promise<void> {
  for (const keepAlive of [true, false]) {
    const counted = keepAlive ? COUNTED.keepAlive : COUNTED.newConnections;
    const [ours, alone] = await Promise.all([
      instructionsPerRequest(true, keepAlive, counted),
      instructionsPerRequest(false, keepAlive, counted),
    ]);
    const what = `instructions a request, ${keepAlive ? 'keep-alive' : 'new connections'}`;
    process.stdout.write(
      figureLine(what, ours.toFixed(0), alone.toFixed(0), `ratio ${(ours / alone).toFixed(3)}`, ''),
    );
  }
}

function printDifference(what: string, unit: string, [ours, alone]: readonly number[], target: string): void {
  const difference = `${(ours! - alone!).toFixed(1)} ${unit}`;
  process.stdout.write(figureLine(what, ours!.toFixed(1), alone!.toFixed(1), difference, target));
}
