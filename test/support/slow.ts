import {writeFileSync} from 'node:fs';
import type http from 'node:http';
import path from 'node:path';
import {get} from './http.js';

/** A request that takes as long as the test wants. */
export interface SlowRequest {
  /** Fails where its worker is ended meanwhile. */
  readonly answer: ReturnType<typeof get>;
  letGo(): void;
}

/**
 * Asks for a route that ends when there is the file that it is told of.
 * @param directory the test's own.
 * @param name tells those apart that run at the same time.
 */
export function askUntil(
  port: number,
  route: string,
  directory: string,
  {name = 'let-go', agent}: {readonly name?: string; readonly agent?: http.Agent} = {},
): SlowRequest {
  const file = path.join(directory, name);
  const answer = get(port, `${route}?file=${encodeURIComponent(file)}`, {agent});
  answer.catch(() => {});
  return {answer, letGo: () => writeFileSync(file, '')};
}

/** Blocks the worker of `http.cjs` that gets it. */
export function askBlocking(port: number, directory: string): SlowRequest {
  return askUntil(port, '/block-until', directory, {name: 'unblock'});
}

/** Of `http.cjs`. */
export function askSlowly(port: number, directory: string): SlowRequest {
  return askUntil(port, '/slow-until', directory);
}
