import {readFileSync, watchFile} from 'node:fs';
import {appHooks} from './app-hooks.js';

/** Names the file. The master sets it in its workers, to a copy that is sure to parse. */
export const DATA_VARIABLE = 'CLUSTERVIEW_DATA';
/** Without a master, how often the file is looked at. */
const WATCH_MS = 1000;

/** The data of one process, however often it is imported. */
export interface DataStore {
  /** `undefined` where there is no file. */
  value: unknown;
  readonly listeners: Set<(value: unknown) => void>;
}

const STORE = Symbol.for('clusterview.data');

/** @throws an `Error` if the file cannot be read or does not parse. */
export function dataStore(): DataStore {
  const holder = globalThis as {[STORE]?: DataStore};
  holder[STORE] ??= openStore(process.env[DATA_VARIABLE]);
  return holder[STORE];
}

function openStore(file: string | undefined): DataStore {
  const store: DataStore = {value: undefined, listeners: new Set()};
  if (!file) return store;
  let text = readFileSync(file, 'utf8');
  store.value = JSON.parse(text);

  const readAgain = (copy: string) => {
    let value: unknown;
    try {
      const now = readFileSync(copy, 'utf8');
      if (now === text) return;
      value = JSON.parse(now);
      text = now;
    } catch (error) {
      process.stderr.write(`clusterview: ${copy}, data stays as it was: ${(error as Error).message}\n`);
      return;
    }
    store.value = value;
    for (const listener of [...store.listeners]) listener(value);
  };
  const hooks = appHooks();
  if (hooks.isWorker) hooks.readData = readAgain;
  else watchFile(file, {interval: WATCH_MS, persistent: false}, () => readAgain(file));
  return store;
}
