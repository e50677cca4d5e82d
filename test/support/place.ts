import {randomUUID} from 'node:crypto';
import {mkdtempSync, rmSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {onTestFinished} from 'vitest';
import {cleanEnvironment} from '../../demo/pictures/clean-environment.js';
import {type ApiClient, createApiClient} from '../../source/api/client.js';
import {endMarked, MARK} from './processes.js';

export const COMMAND = fileURLToPath(new URL('../../dist/cli.cjs', import.meta.url));
export const APPS = fileURLToPath(new URL('../apps', import.meta.url));

/** Where one test runs its commands: a directory and an environment of its own. */
export interface Place {
  readonly directory: string;
  readonly env: NodeJS.ProcessEnv;
  readonly mark: string;
}

/** Whatever the test leaves behind is ended and removed with it. */
export function makePlace(env: NodeJS.ProcessEnv = {}): Place {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'cv-'));
  const mark = randomUUID();
  onTestFinished(async () => {
    await endMarked(mark);
    rmSync(directory, {recursive: true, force: true, maxRetries: 5});
  });
  const own = {XDG_RUNTIME_DIR: directory, TMPDIR: directory, [MARK]: mark};
  return {directory, mark, env: {...cleanEnvironment(), ...own, ...env}};
}

/** The same place, as cron and plain units have it. */
export function withoutRuntimeDirectory({env, ...place}: Place): Place {
  const {XDG_RUNTIME_DIR: _, ...rest} = env;
  return {...place, env: rest};
}

/** Where the cluster named `test` listens. */
export function socketPathIn({directory}: Place): string {
  return path.join(directory, 'clusterview', 'test.sock');
}

/** Talks to the cluster named `test`. */
export function clientIn(place: Place): ApiClient {
  return createApiClient(socketPathIn(place), 'clusterview-test');
}

/** A path that fits into a Unix socket's, wherever the tests run. */
export function appPath(name: string): string {
  return path.join(APPS, name);
}
