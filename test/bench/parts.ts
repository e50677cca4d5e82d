import type {Measure} from './bench.js';
import type {LoadClient} from './load/load.js';
import {measureAgent} from './measures/agent.js';
import {measureLogs} from './measures/logs.js';
import {measureLosses} from './measures/losses.js';
import {measureMaster} from './measures/master.js';
import {measureThroughput} from './measures/throughput.js';
import {measureViewer} from './measures/viewer.js';

/** Beside what a user would take instead. */
export const COMPARED: Readonly<Record<string, Measure>> = {
  throughput: measureThroughput,
  losses: measureLosses,
};

/** What clusterview alone costs, in detail. */
export const DETAILS: Readonly<Record<string, (client: LoadClient, isQuick: boolean) => Promise<void>>> = {
  agent: measureAgent,
  master: measureMaster,
  viewer: measureViewer,
  logs: measureLogs,
};

/** They take minutes. */
export const NOT_QUICK: readonly string[] = Object.keys(DETAILS);
