import {writeFileSync} from 'node:fs';
import path from 'node:path';
import {makePlace, type Place} from './place.js';

/** The keep-alive timeout of an app that reads it at its start: the next worker has another one when it is changed. */
export interface KeepAlive {
  readonly place: Place;
  readonly env: {readonly KEEP_ALIVE_FILE: string};
  allow(ms: number): void;
}

export function makeKeepAlive(ms: number): KeepAlive {
  const place = makePlace();
  const file = path.join(place.directory, 'keep-alive');
  const allow = (value: number) => writeFileSync(file, String(value));
  allow(ms);
  return {place, env: {KEEP_ALIVE_FILE: file}, allow};
}
