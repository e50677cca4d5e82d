/** What an app may import from clusterview. All of it works without clusterview, too. */
import {dataStore} from './app-data.js';
import {appHooks} from './app-hooks.js';

const store = dataStore();

/**
 * The content of the JSON file behind `--data`, always the latest; `undefined` without one. An app that runs
 * without clusterview has the file that the environment variable `CLUSTERVIEW_DATA` names.
 */
export let data: unknown = store.value;
store.listeners.add(value => {
  data = value;
});

/**
 * Calls back with each new content of the data file, after {@link data} has it.
 * @returns a function that ends it.
 */
export function onData<Data = unknown>(listener: (data: Data) => void): () => void {
  const own = (value: unknown) => listener(value as Data);
  store.listeners.add(own);
  return () => {
    store.listeners.delete(own);
  };
}

/**
 * Calls back when this worker is about to go, because of a reload, a stop, fewer workers or a crash: the time to
 * tell clients of long-lived connections, and to stop taking jobs. The worker waits for a promise that is
 * returned, up to `--drain-timeout`; after a crash, up to `--crash-grace`, and is only called where connections are
 * open. Without clusterview it is never called.
 * @returns a function that ends it.
 */
export function onDrain(listener: () => unknown): () => void {
  const own = () => listener();
  const {drainListeners} = appHooks();
  drainListeners.add(own);
  return () => {
    drainListeners.delete(own);
  };
}
