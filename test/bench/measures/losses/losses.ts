import type {Bench} from '../../bench.js';
import {clusterview} from '../../peers/clusterview.js';
import {nodeCluster} from '../../peers/node-cluster.js';
import {type Contender, type SteeredServer, type SupervisedServer, UNPREPARED} from '../../peers/server.js';
import type {Row, Section} from '../../report/section.js';
import {DYING_MS, type Losses, NONE, sum} from './count.js';
import {
  crash,
  type Disturb,
  kill,
  reload,
  replaceOne,
  SCALED_FROM,
  scaleDown,
  scaleUp,
  WORKERS,
} from './disturbances.js';
import {CONNECTIONS, HANG_MS, lossesOf, ROUTE_MS, THINK_MS, WAIT_MS} from './disturbed.js';

const TIMES = 20;
const NOTHING = '0, 0, 0';

/** What happens to a cluster under load, so often. */
interface Disturbance<Server extends SupervisedServer> {
  readonly what: string;
  readonly disturb: Disturb<Server>;
  readonly aim: string;
  readonly workers?: number;
  readonly appEnv?: NodeJS.ProcessEnv;
  /** Between two times. */
  restore?(server: Server): Promise<void>;
  /** To a new cluster each time: none starts a worker again as often as it dies. */
  readonly isDeath?: boolean;
  /** The worker has no time to do anything about the requests that it has. */
  readonly isSudden?: boolean;
}

/** `null` where it can't be had. */
type Contenders<Server extends SupervisedServer> = readonly (Contender<Server> | null)[];

/** What clients notice of reloads, scaling and deaths. */
export async function measureLosses(bench: Bench): Promise<Section> {
  const {pm2, isQuick} = bench;
  const ours = clusterview('round-robin');
  const all = [ours, nodeCluster('RR'), pm2];
  const rows = [
    ...(await rowsOf<SteeredServer>(bench, [ours, pm2], {
      what: 'rolling reload',
      disturb: reload,
      aim: NOTHING,
    })),
    // Under pm2, requests hang in it, and each is waited for.
    ...(isQuick
      ? []
      : await rowsOf<SteeredServer>(bench, [ours, pm2], {
          what: 'rolling reload, app unprepared',
          disturb: reload,
          aim: NOTHING,
          appEnv: UNPREPARED,
        })),
    ...(await rowsOf<SteeredServer>(bench, [ours, pm2], {
      what: `scale down, ${SCALED_FROM} to ${WORKERS}`,
      disturb: scaleDown,
      aim: NOTHING,
      workers: SCALED_FROM,
      restore: scaleUp,
    })),
    ...(await rowsOf(bench, all, {what: 'graceful stop of one worker', disturb: replaceOne, aim: NOTHING})),
    ...(await rowsOf(bench, all, {
      what: 'uncaught exception',
      disturb: crash,
      aim: `${NOTHING} but for the culprit`,
      isDeath: true,
    })),
    ...(await rowsOf(bench, all, {
      what: 'SIGKILL of a worker',
      disturb: kill,
      aim: `in flight or late; elsewhere ${NOTHING}`,
      isDeath: true,
      isSudden: true,
    })),
  ];
  return {
    name: 'losses',
    title: 'What clients notice',
    method:
      `${CONNECTIONS} clients over raw sockets, each with a connection that it keeps, a request to a ${ROUTE_MS} ms ` +
      `route, and 0 to ${2 * THINK_MS} ms from an answer to its next request, with ${WORKERS} workers. ` +
      'When they have had two answers each on average, the system is asked which worker has which connection, and 0 ' +
      `to ${WAIT_MS} ms after that the disturbance begins. When each client begins, how long it thinks and this last ` +
      'wait are random, with the same seeds for all that are compared. For each time they come anew, so that all ' +
      'workers have connections. What happens from the beginning of the disturbance until the last client has left ' +
      'counts, and nothing before. ' +
      'connections: those that the workers had that ended by it; in flight: of these, those whose client waited for an ' +
      'answer when it began. failed: a request without a complete answer of status 200, or a connection that was ' +
      'refused. closed: a connection that the server closed between two requests; announced: the answer before had ' +
      'said so, and a client loses nothing but time. hung: not answered within ' +
      `${HANG_MS / 1000} s, when all else was over. ` +
      'A worker that is killed answers nothing any more, and the kernel closes all of its connections: what was in ' +
      'flight on them fails, and so does what is late, sent on them after the signal and before their client could ' +
      `know of their end, within ${DYING_MS} ms. elsewhere is all else: what was lost on connections of other workers, ` +
      'and on those that were made since. ' +
      'The app ends by itself when it is told to, and announces the end of its connections; unprepared, it does ' +
      'nothing of the kind, as most apps. node:cluster has no reload and starts a dead worker again, as its ' +
      'documentation shows it; for a graceful stop, it starts the replacement, and then tells the app and disconnects ' +
      'the worker. pm2 reloads, all workers or one, and scales by its commands. Each exception and SIGKILL meets a new ' +
      'cluster, all else the same cluster again and again.',
    columns: ['under', 'times', 'connections', 'in flight', 'failed', 'closed', 'hung'],
    rows,
    charts: [],
  };
}

/** The first of the contenders is ours. */
async function rowsOf<Server extends SupervisedServer>(
  {isQuick, pm2Reason}: Bench,
  contenders: Contenders<Server>,
  disturbance: Disturbance<Server>,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [index, contender] of contenders.entries()) {
    if (contender) {
      const total = await disturbed(contender, disturbance, isQuick ? 1 : TIMES);
      rows.push(rowOf(contender.name, disturbance, total, index === 0));
    } else {
      rows.push(missing(disturbance.what, pm2Reason));
    }
  }
  return rows;
}

async function disturbed<Server extends SupervisedServer>(
  contender: Contender<Server>,
  {disturb, workers = WORKERS, appEnv, restore, isDeath}: Disturbance<Server>,
  times: number,
): Promise<Losses> {
  let losses = NONE;
  let server = await contender.start(workers, appEnv);
  try {
    for (let time = 0; time < times; time++) {
      if (time > 0 && isDeath) {
        await server.stop();
        server = await contender.start(workers, appEnv);
      }
      if (time > 0) await restore?.(server);
      losses = sum(losses, await lossesOf(server, disturb, time));
    }
  } finally {
    await server.stop();
  }
  return losses;
}

function rowOf<Server extends SupervisedServer>(
  name: string,
  {what, aim, isSudden}: Disturbance<Server>,
  total: Losses,
  isOurs: boolean,
): Row {
  const {times, connections, inFlight, failed, closed, announced, hung} = total;
  const {late, failedElsewhere, closedElsewhere} = total;
  const isMet = hung + (isSudden ? failedElsewhere + closedElsewhere : failed + closed) === 0;
  return {
    what,
    cells: [
      name,
      String(times),
      String(connections),
      String(inFlight),
      withNote(failed, isSudden ? {late, elsewhere: failedElsewhere} : {}),
      withNote(closed, isSudden ? {elsewhere: closedElsewhere} : {announced}),
      String(hung),
    ],
    aim: isOurs ? aim : '',
    verdict: isOurs ? (isMet ? 'met' : 'missed') : '',
    figures: total,
  };
}

function withNote(count: number, parts: Readonly<Record<string, number>>): string {
  const notes = Object.entries(parts).filter(([, part]) => part > 0);
  if (notes.length === 0) return String(count);
  return `${count} (${notes.map(([name, part]) => `${part} ${name}`).join(', ')})`;
}

function missing(what: string, reason: string): Row {
  return {
    what,
    cells: ['pm2', '', '', '', '', '', ''],
    aim: '',
    verdict: 'not measured',
    figures: {notMeasured: reason},
  };
}
