import {isAlive} from '../../support/processes.js';
import {SteadyClients} from '../../support/steady-clients.js';
import {waitFor} from '../../support/wait-for.js';
import type {Bench} from '../bench.js';
import {acceptedConnections} from '../connections.js';
import {get} from '../load/get.js';
import {clusterview} from '../peers/clusterview.js';
import {nodeCluster} from '../peers/node-cluster.js';
import {type Contender, type SteeredServer, type SupervisedServer, UNPREPARED} from '../peers/server.js';
import type {Row, Section} from '../report/section.js';

const WORKERS = 2;
const SCALED_FROM = 4;
const CONNECTIONS = 32;
const PATH = '/slow?ms=50';
const THINK_MS = 5;
/** A request that is not answered by then hangs. */
const HANG_MS = 5000;

/** What happens to a cluster under load. */
interface Disturbance<Server extends SupervisedServer> {
  readonly what: string;
  readonly workersBefore: number;
  /** So often to one cluster, and then to so many clusters. */
  readonly times: number;
  readonly clusters: number;
  readonly aim: string;
  readonly appEnv?: NodeJS.ProcessEnv;
  /** Resolves when it is over. */
  run(server: Server): Promise<unknown>;
  /** Whether requests of the workers that end by it may fail, and their connections be closed. */
  readonly isDeadly?: boolean;
  /** Between two times. */
  restore?(server: Server): Promise<void>;
}

interface Losses {
  readonly failed: number;
  readonly closed: number;
  readonly announced: number;
  readonly hung: number;
  /** Those that the workers had that ended. */
  readonly connections: number;
  readonly times: number;
}

const NONE: Losses = {failed: 0, closed: 0, announced: 0, hung: 0, connections: 0, times: 0};

/** What clients notice of reloads, scaling and deaths. */
export async function measureLosses(bench: Bench): Promise<Section> {
  const graceful = {workersBefore: WORKERS, times: bench.isQuick ? 1 : 20, clusters: 1, aim: '0, 0, 0'};
  const deadly = {workersBefore: WORKERS, times: 1, clusters: bench.isQuick ? 1 : 10};
  const steered: Disturbance<SteeredServer>[] = [
    {...graceful, what: 'rolling reload', run: reload},
    {...graceful, what: 'rolling reload, app unprepared', appEnv: UNPREPARED, run: reload},
    {
      ...graceful,
      what: `scale down, ${SCALED_FROM} to ${WORKERS}`,
      workersBefore: SCALED_FROM,
      run: scaleDown,
      restore: scaleUp,
    },
    {...graceful, what: 'graceful stop of one worker', run: replaceOne},
  ];
  const supervised: Disturbance<SupervisedServer>[] = [
    {...deadly, what: 'uncaught exception', aim: '0, 0, 0 but for the culprit', run: crash},
    {...deadly, what: 'SIGKILL of a worker', aim: 'its connections alone', run: kill, isDeadly: true},
  ];
  const ours = clusterview('round-robin');
  const rows: Row[] = [];
  for (const disturbance of steered) {
    rows.push(await rowOf(ours, disturbance, true));
    rows.push(bench.pm2 ? await rowOf(bench.pm2, disturbance) : missing(disturbance.what, bench.pm2Reason));
  }
  for (const disturbance of supervised) {
    rows.push(await rowOf(ours, disturbance, true));
    rows.push(await rowOf(nodeCluster('RR'), disturbance));
    rows.push(bench.pm2 ? await rowOf(bench.pm2, disturbance) : missing(disturbance.what, bench.pm2Reason));
  }
  return {
    name: 'losses',
    title: 'What clients notice',
    method:
      `${CONNECTIONS} clients over raw sockets, each with a connection that it keeps and a request to a 50 ms route ` +
      `every ${50 + THINK_MS} ms, with ${WORKERS} workers; for each time they come anew, so that all workers have connections. connections: those that the workers had that ended by it. failed: a request without a complete answer. closed: a connection that the ` +
      'server closed between two requests; announced: the answer before had said so, and a client loses nothing but ' +
      `time. hung: not answered within ${HANG_MS / 1000} s, when all else was over. The app ends by itself when it is told to, and announces the end of its ` +
      'connections; unprepared, it does nothing of the kind, as most apps. node:cluster has no reload and starts a dead worker again, as its ' +
      'documentation shows it; pm2 reloads, scales and restarts by its commands.',
    columns: ['under', 'times', 'connections', 'failed', 'closed', 'hung'],
    rows,
    charts: [],
  };
}

async function reload(server: SteeredServer): Promise<void> {
  const before = await server.workerPids();
  await server.reload();
  await replaced(server, before, before.length);
}

async function scaleDown(server: SteeredServer): Promise<void> {
  const before = await server.workerPids();
  await server.scale(WORKERS);
  await waitFor('fewer workers', () => before.filter(isAlive).length === WORKERS);
}

async function scaleUp(server: SteeredServer): Promise<void> {
  await server.scale(SCALED_FROM);
  await waitFor('more workers', async () => (await server.workerPids()).length === SCALED_FROM);
}

async function replaceOne(server: SteeredServer): Promise<void> {
  const before = await server.workerPids();
  await server.replaceOne();
  await replaced(server, [before[0]!], before.length);
}

/** By a request on a connection of its own, which does not count: somebody has to be the culprit. */
async function crash(server: SupervisedServer): Promise<void> {
  const before = await server.workerPids();
  await get(server.port, '/throw').catch(() => {});
  await waitFor('the crashed worker to end', () => before.some(pid => !isAlive(pid)));
  await replaced(server, [], before.length);
}

async function kill(server: SupervisedServer): Promise<void> {
  const before = await server.workerPids();
  const victim = before[0]!;
  process.kill(victim, 'SIGKILL');
  await replaced(server, [victim], before.length);
}

async function replaced(server: SupervisedServer, gone: readonly number[], workers: number): Promise<void> {
  await waitFor('the workers to be replaced', async () => {
    const serving = (await server.workerPids()).filter(isAlive);
    return serving.length === workers && !gone.some(isAlive);
  });
}

async function rowOf<Server extends SupervisedServer>(
  contender: Contender<Server>,
  disturbance: Disturbance<Server>,
  isOurs = false,
): Promise<Row> {
  let total = NONE;
  for (let cluster = 0; cluster < disturbance.clusters; cluster++) {
    total = sum(total, await disturb(contender, disturbance));
  }
  const {failed, closed, announced, hung, connections, times} = total;
  const isMet = failed + closed <= (disturbance.isDeadly ? connections : 0) && hung === 0;
  return {
    what: disturbance.what,
    cells: [
      contender.name,
      String(times),
      String(connections),
      String(failed),
      announced > 0 ? `${closed} (${announced} announced)` : String(closed),
      String(hung),
    ],
    aim: isOurs ? disturbance.aim : '',
    verdict: isOurs ? (isMet ? 'met' : 'missed') : '',
    figures: total,
  };
}

async function disturb<Server extends SupervisedServer>(
  contender: Contender<Server>,
  {workersBefore, times, appEnv, run, restore}: Disturbance<Server>,
): Promise<Losses> {
  const server = await contender.start(workersBefore, appEnv);
  let losses = NONE;
  try {
    for (let time = 0; time < times; time++) {
      if (time > 0) await restore?.(server);
      losses = sum(losses, await disturbOnce(server, run));
    }
  } finally {
    await server.stop();
  }
  return losses;
}

async function disturbOnce<Server extends SupervisedServer>(
  server: Server,
  run: (server: Server) => Promise<unknown>,
): Promise<Losses> {
  const clients = new SteadyClients(server.port, {connections: CONNECTIONS, path: PATH, thinkMs: THINK_MS});
  let losses = NONE;
  try {
    await clients.waitForAnswers(2);
    const before = clients.tally;
    const workers = (await server.workerPids()).map(pid => ({
      pid,
      connections: acceptedConnections(pid, server.port),
    }));
    await run(server);
    await clients.waitForAnswers(2);
    const after = clients.tally;
    losses = {
      failed: after.failed - before.failed,
      closed: after.closed - before.closed,
      announced: after.announced - before.announced,
      hung: 0,
      connections: workers.reduce((sum, {pid, connections}) => sum + (isAlive(pid) ? 0 : connections), 0),
      times: 1,
    };
  } finally {
    const {hung} = await clients.end(HANG_MS);
    losses = {...losses, hung};
  }
  return losses;
}

function sum(a: Losses, b: Losses): Losses {
  return {
    failed: a.failed + b.failed,
    closed: a.closed + b.closed,
    announced: a.announced + b.announced,
    hung: a.hung + b.hung,
    connections: a.connections + b.connections,
    times: a.times + b.times,
  };
}

function missing(what: string, reason: string): Row {
  return {
    what,
    cells: ['pm2', '', '', '', '', ''],
    aim: '',
    verdict: 'not measured',
    figures: {notMeasured: reason},
  };
}
