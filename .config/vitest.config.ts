import {defineConfig} from 'vitest/config';
import {LongestFirst} from './longest-first.js';

export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    globalSetup: 'test/support/global-setup.ts',
    pool: 'forks',
    // More of them at once than a small machine has cores: most of the time they wait for what
    // they test.
    maxWorkers: 6,
    sequence: {sequencer: LongestFirst},
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
