import {writeFileSync} from 'node:fs';
import path from 'node:path';
import {get} from './http.js';

export interface SlowRequest {
  readonly answer: ReturnType<typeof get>;
  letGo(): void;
}

/** Asks `http.cjs` for something that takes as long as the test wants; `directory` is the test's own. */
export function askSlowly(port: number, directory: string): SlowRequest {
  const file = path.join(directory, 'let-go');
  const answer = get(port, `/slow-until?file=${encodeURIComponent(file)}`);
  answer.catch(() => {});
  return {answer, letGo: () => writeFileSync(file, '')};
}
