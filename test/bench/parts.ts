import type {Measure} from './bench.js';
import {measureAgent} from './measures/agent.js';
import {measureFloor} from './measures/floor.js';
import {measureFootprint} from './measures/footprint.js';
import {measureGrowth} from './measures/growth/growth.js';
import {measureLogs} from './measures/logs.js';
import {measureLosses} from './measures/losses/losses.js';
import {measureRecovery} from './measures/recovery.js';
import {measureRest} from './measures/rest.js';
import {measureStart} from './measures/start.js';
import {measureThroughput} from './measures/throughput.js';
import {measureUneven} from './measures/uneven.js';
import {measureViewer} from './measures/viewer.js';
import {measureWatching} from './measures/watching.js';

/** Beside what a user would take instead, and what clusterview costs by itself. */
export const PARTS: Readonly<Record<string, Measure>> = {
  throughput: measureThroughput,
  uneven: measureUneven,
  losses: measureLosses,
  recovery: measureRecovery,
  start: measureStart,
  watching: measureWatching,
  rest: measureRest,
  growth: measureGrowth,
  footprint: measureFootprint,
  agent: measureAgent,
  viewer: measureViewer,
  logs: measureLogs,
  floor: measureFloor,
};

/** They take minutes. */
export const NOT_QUICK: readonly string[] = ['growth', 'footprint', 'agent', 'viewer', 'logs', 'floor'];
