import {readdirSync} from 'node:fs';
import {setTimeout as sleep} from 'node:timers/promises';
import {expect, test} from 'vitest';
import {POLICIES} from '../../source/api/types.js';
import {startCluster, type TestCluster} from '../support/cluster.js';
import {get} from '../support/http.js';
import {markedProcesses, waitForNoProcess} from '../support/processes.js';
import {Random} from '../support/random.js';
import {waitFor} from '../support/wait-for.js';
import {SoakClients} from './clients.js';

const SECONDS = Number(process.env.SOAK_SECONDS ?? 15);
const SEED = Number(process.env.SOAK_SEED ?? Date.now() % 1_000_000);
const WORKERS = 3;
/** Gentle and violent faults by turns, so that what fails among the gentle ones is seen. */
const TURN_MS = 5000;
/** A request that was in flight when a worker was killed has failed by then. */
const FAILS_WITHIN_MS = 1500;
const MASTER_RSS_GROWTH_MAX = 40_000_000;

interface Fault {
  readonly at: number;
  readonly what: string;
}

/** What can happen to a cluster. Those that are violent may cost requests in flight; the others none. */
class Faults {
  readonly violent: Fault[] = [];
  readonly all: string[] = [];
  readonly #cluster: TestCluster;
  readonly #port: number;
  readonly #random: Random;

  constructor(cluster: TestCluster, port: number, random: Random) {
    this.#cluster = cluster;
    this.#port = port;
    this.#random = random;
  }

  async next(isViolent: boolean): Promise<void> {
    const {client} = this.#cluster;
    const random = this.#random;
    const violent: Record<string, () => Promise<unknown>> = {
      kill: () => this.#killSomeWorker(),
      throw: () => this.#violate('throw', () => get(this.#port, '/throw')),
      exit: () => this.#violate('exit', () => get(this.#port, '/exit?code=3')),
    };
    const kinds: Record<string, () => Promise<unknown>> = {
      ...(isViolent && violent),
      block: () => get(this.#port, `/block?ms=${random.between(500, 3000)}`),
      'graceful kill': () => client.kill(random.between(1, WORKERS)),
      reload: () => client.reload(),
      scale: () => client.scale(random.between(1, 2 * WORKERS)),
      policy: () => client.setPolicy(random.pick(POLICIES)),
    };
    const kind = random.pick(Object.keys(kinds));
    this.all.push(kind);
    // What cannot be done now is refused, and that is an answer, too.
    await kinds[kind]!().catch(() => {});
  }

  async #killSomeWorker(): Promise<void> {
    const workers = await this.#cluster.workers();
    await this.#violate('SIGKILL', async () => process.kill(this.#random.pick(workers).pid, 'SIGKILL'));
  }

  /** A crashed worker still has its grace, at whose end it takes with it what is left. */
  async #violate(what: string, violence: () => Promise<unknown>): Promise<void> {
    this.violent.push({at: Date.now(), what});
    await violence().finally(() => this.violent.push({at: Date.now(), what: `${what}, after`}));
  }
}

function openFiles(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}

test(
  `${SECONDS} s of faults under load cost no request that no fault explains, and leave nothing behind (seed ${SEED})`,
  async () => {
    const random = new Random(SEED);
    const cluster = await startCluster('http.cjs', {
      workers: WORKERS,
      args: ['--restart-limit', '1000', '--crash-grace', '500ms', '--drain-timeout', '20s'],
    });
    const port = await cluster.port();
    const {master} = await cluster.snapshot();
    const filesBefore = openFiles(master.pid);
    const clients = new SoakClients(port, 20, 5);
    const faults = new Faults(cluster, port, random);

    const end = Date.now() + SECONDS * 1000;
    const inFlight = new Set<Promise<void>>();
    while (Date.now() < end) {
      const isViolent = Math.floor((end - Date.now()) / TURN_MS) % 2 === 0;
      const fault = faults.next(isViolent);
      inFlight.add(fault);
      fault.finally(() => inFlight.delete(fault));
      await sleep(random.between(100, 1500));
    }
    await Promise.all(inFlight);
    await cluster.client.setPolicy('round-robin');
    await cluster.waitUntil('the end of a reload', ({cluster: {state}}) => state === 'running');
    await cluster.client.scale(WORKERS);
    await cluster.waitUntil(
      'the workers there were at first',
      ({slots}) =>
        slots.length === WORKERS &&
        slots.every(
          ({worker, others}) => worker?.phase === 'ready' && !worker.blocked && others.length === 0,
        ),
    );
    await clients.stop();

    const unexplained = clients.failures.filter(
      ({sentAt, failedAt}) =>
        !faults.violent.some(({at}) => at >= sentAt - FAILS_WITHIN_MS && at <= failedAt),
    );
    expect(unexplained, `faults: ${faults.all.join(', ')}`).toEqual([]);
    expect(clients.sent).toBe(clients.answered + clients.failures.length);
    expect(clients.answered).toBeGreaterThan(clients.failures.length);

    const after = await cluster.waitUntil('no connection', ({total}) => total.connections.open === 0);
    expect(after.cluster.listeners[0]!.held).toBe(0);
    // The questions of this test are connections, too, and may not be closed yet.
    await waitFor('the end of all other files', () => openFiles(master.pid) <= filesBefore);
    // With the master and its guardian.
    await waitFor('no other process', () => markedProcesses(cluster.place.mark).length === WORKERS + 2);
    expect(after.master.rssBytes - master.rssBytes).toBeLessThan(MASTER_RSS_GROWTH_MAX);
    expect(await cluster.stop()).toBe(0);
    await waitForNoProcess(cluster.place.mark);
    console.log(
      `${clients.sent} requests, ${clients.failures.length} failed, each at one of ${faults.violent.length / 2} violent faults of ${faults.all.length}; the master grew by ${Math.round((after.master.rssBytes - master.rssBytes) / 1e6)} MB`,
    );
  },
  SECONDS * 1000 + 120_000,
);
