/**
 * Runs inside each worker before the app (`--require`), and must cost the app next to nothing: it asks the
 * master for listening handles, counts requests, and reports once a second. It has no dependencies.
 */
import cluster from 'node:cluster';
import type {Http2Session} from 'node:http2';
import {appHooks} from '../app-hooks.js';
import {FIRST_REPORT_AFTER_MS, INSPECT_ANY_PORT} from '../messages/types.js';
import {openChannel} from './channel.js';
import {CrashGrace, takeCrashGraceMs} from './crash-grace.js';
import {reportDeath} from './death.js';
import {drain} from './drain.js';
import {watchExclusiveListeners} from './exclusive.js';
import {watchHealth} from './health.js';
import {followHttp2} from './http2-sessions.js';
import {WorkerInspector} from './inspector.js';
import {letMasterDisconnect} from './leave.js';
import {interceptListen} from './listen.js';
import {tellLoad} from './load.js';
import {startReporting} from './reporter.js';
import {RequestCounter} from './requests.js';
import {shed} from './shed.js';
import {keepTickShape} from './tick-shape.js';
import {setTimeout} from './timers.js';

hideArguments();
// A thread of the app runs this, too, and has no channel.
if (cluster.isWorker && process.connected) start();

/** Processes that the app starts, from threads too, inherit these arguments, and are none of clusterview's. */
function hideArguments(): void {
  const own = process.execArgv.indexOf(__filename);
  if (own > 0) process.execArgv.splice(own - 1, 2);
  if (process.execArgv[0] === INSPECT_ANY_PORT) process.execArgv.shift();
}

function start(): void {
  keepTickShape();
  const channel = openChannel();
  const requests = new RequestCounter();
  const http2Sessions = new Set<Http2Session>();
  const health = watchHealth();
  const inspector = new WorkerInspector(channel);
  const report = startReporting(channel, health, () => ({...inspector.report(), ...requests.report()}));

  appHooks().isWorker = true;
  requests.subscribe();
  const served = interceptListen(channel, requests, server => {
    followHttp2(server, requests, http2Sessions);
    // The first figures come soon after readiness and not a second later.
    setTimeout(report, FIRST_REPORT_AFTER_MS).unref();
  });
  watchExclusiveListeners(channel, () => served.size > 0);
  const parts = {channel, served, requests, http2Sessions, report};
  const startDrain = (handOver: boolean, ending: readonly number[], onDrained: () => void) =>
    drain(parts, handOver, ending, onDrained);
  const grace = new CrashGrace(takeCrashGraceMs(), requests, onDrained => startDrain(true, [], onDrained));
  reportDeath(channel, report, grace);
  letMasterDisconnect(channel);
  tellLoad(channel, requests);

  channel.onMessage(message => {
    if (message.act === 'drain') startDrain(message.handOver, message.ending, () => channel.unref());
    else if (message.act === 'shed') shed(parts, message.count, message.listeners);
    else if (message.act === 'inspector') inspector.handle(message);
    else if (message.act === 'data') appHooks().readData?.(message.file);
  });
  // An app may be silent from its first line on: by then the master has to know how to look into this process.
  if (!inspector.isAsExpected) report();
}
