import {setTimeout} from 'node:timers/promises';
import type {BenchServer, Contender} from '../peers/server.js';
import {oneAtATime} from './alone.js';

export interface Blocks {
  readonly workers: number;
  /** Each starts all anew: what the compiler makes of a process differs by more than what is measured. */
  readonly rounds: number;
  /** In each, all have one run: where a machine is slow for a while, it is so for all of them. */
  readonly blocksARound: number;
  /** Before the warm-up: see rest.ts. */
  readonly restMs: number;
}

/**
 * Contenders that are up at the same time and are loaded in turn, so that whatever else the machine does meets all
 * alike; those that are not loaded stand still.
 * @param measure one run of one of them.
 * @param warmUp before the blocks of a round.
 * @returns for each contender what its runs gave; those with the same index belong to one block.
 */
export async function runBlocks<Server extends BenchServer, Result>(
  contenders: readonly Contender<Server>[],
  {workers, rounds, blocksARound, restMs}: Blocks,
  measure: (server: Server, block: number) => Promise<Result>,
  warmUp: (server: BenchServer) => Promise<unknown> = async () => {},
): Promise<Result[][]> {
  const results: Result[][] = contenders.map(() => []);
  for (let round = 0; round < rounds; round++) {
    const servers = await startAll(contenders, workers);
    await setTimeout(restMs);
    const turns = oneAtATime(servers);
    const alone = <Own>(index: number, run: (server: Server) => Promise<Own>) =>
      named(
        contenders[index]!,
        workers,
        turns.run(servers[index]!, () => run(servers[index]!)),
      );
    try {
      // Which of them is warmed up first changes how fast they are, too.
      for (const index of turn(servers.length, round)) {
        await alone(index, warmUp);
      }
      for (let block = 0; block < blocksARound; block++) {
        for (const index of turn(servers.length, round * blocksARound + block)) {
          results[index]!.push(await alone(index, server => measure(server, round * blocksARound + block)));
        }
      }
    } finally {
      await turns.release();
      await Promise.all(servers.map(server => server.stop()));
    }
  }
  return results;
}

/** An error says of whom it tells. */
export function named<Result>(
  {name}: Contender,
  workers: number,
  measured: Promise<Result>,
): Promise<Result> {
  return measured.catch((error: Error) => {
    throw new Error(`${name} with ${workers} workers: ${error.message}`, {cause: error});
  });
}

/** All at once, or none: those that start are ended again where one does not. */
async function startAll<Server extends BenchServer>(
  contenders: readonly Contender<Server>[],
  workers: number,
): Promise<Server[]> {
  const starts = await Promise.allSettled(contenders.map(contender => contender.start(workers)));
  const servers = starts.flatMap(start => (start.status === 'fulfilled' ? start.value : []));
  const failed = starts.find(start => start.status === 'rejected');
  if (!failed) return servers;
  await Promise.all(servers.map(server => server.stop()));
  throw failed.reason;
}

/**
 * All of them, each other time the other way round and another one first: in twice as many blocks as there are of them, each
 * is the first twice and the last twice, and none is always behind the same.
 */
export function turn(count: number, block: number): number[] {
  const order = Array.from({length: count}, (_, index) => (index + Math.floor(block / 2)) % count);
  return block % 2 === 0 ? order : order.reverse();
}
