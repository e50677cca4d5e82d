import {EventEmitter} from 'node:events';
import type {
  Finding,
  HistoryPoint,
  PolicySwitchSnapshot,
  RequestFigures,
  SlotSnapshot,
  Snapshot,
  WorkerSnapshot,
} from '../api/types.js';
import {jainIndex} from '../fairness.js';
import {REPORT_INTERVAL_MS} from '../messages/types.js';
import type {EventLog} from './event-log.js';
import {Findings} from './findings.js';
import {History} from './history.js';
import {Host} from './host.js';
import {LatencyWindow} from './latency-window.js';
import type {Listeners} from './listeners.js';
import type {PolicySwitch} from './policy-switch.js';
import type {Slot} from './slot.js';
import {SlotCounters} from './slot-counters.js';
import {SlotMeter} from './slot-meter.js';
import type {Supervisor} from './supervisor.js';
import {Ticker} from './ticker.js';
import type {Worker} from './worker.js';
import {WorkerMeter} from './worker-meter.js';

declare const CLUSTERVIEW_VERSION: string;

type Counters = Omit<RequestFigures, 'perSecond' | 'inFlight'> & {readonly accepted: number};

const NOTHING: Counters = {started: 0, finished: 0, aborted: 0, accepted: 0, byStatusClass: [0, 0, 0, 0, 0]};

/** Makes one snapshot a second of everything that can be seen; emits `snapshot`. */
export class Monitor extends EventEmitter<{snapshot: [Snapshot]}> {
  /** Where they are served over TCP, once they are. */
  metricsAddress: string | null = null;
  /** By number of the slot; of those that were scaled away, too. */
  readonly counters = new Map<number, SlotCounters>();
  readonly #supervisor: Supervisor;
  readonly #listeners: Listeners;
  readonly #policySwitch: PolicySwitch;
  /** The change of policy from which on the slots count. */
  #markedSwitch: PolicySwitch['last'] = null;
  readonly #host = new Host();
  readonly #history = new History();
  readonly #findings: Findings;
  #found: readonly Finding[] = [];
  readonly #workerMeters = new Map<Worker, WorkerMeter>();
  readonly #slotMeters = new Map<number, SlotMeter>();
  /** What all workers counted that have ended. */
  #gone = NOTHING;
  #sequence = 0;
  /** Since {@link start}, which is when the first worker has been forked: to read the clock for the first time takes a while. */
  #masterCpu = {usage: {user: 0, system: 0}, at: 0, percent: 0};
  #masterRssBytes = 0;
  readonly #ticker = new Ticker(() => this.#tick());

  constructor(supervisor: Supervisor, listeners: Listeners, policySwitch: PolicySwitch, events: EventLog) {
    super();
    this.#findings = new Findings(events);
    this.#supervisor = supervisor;
    this.#listeners = listeners;
    this.#policySwitch = policySwitch;
    supervisor.on('fork', worker => {
      const counters = this.counters.get(worker.slot) ?? new SlotCounters();
      this.counters.set(worker.slot, counters);
      this.#workerMeters.set(worker, new WorkerMeter(worker, counters.open()));
      worker.on('report', () => this.#ticker.reported(worker));
    });
    supervisor.on('gone', worker => this.#absorb(worker));
  }

  start(): void {
    this.#masterCpu = {usage: process.cpuUsage(), at: performance.now(), percent: 0};
    this.#ticker.start();
  }

  stop(): void {
    this.#ticker.stop();
  }

  /** As of now; its figures per second are those of the last tick. */
  snapshot(): Snapshot {
    return this.#compose(Date.now());
  }

  history(slot: number | null): HistoryPoint[] {
    return this.#history.of(slot);
  }

  #tick(): void {
    const now = Date.now();
    this.#supervisor.tick(now);
    this.#host.tick();
    this.#measureMaster();
    for (const meter of this.#workerMeters.values()) {
      meter.advance();
      if (meter.isSilent) meter.measureFromOutside().catch(() => {});
    }
    const alive = new Map(this.#supervisor.slots.map(slot => [slot.number, aliveCounts(slot)]));
    for (const number of alive.keys()) this.#slotMeter(number);
    // Those of slots that were scaled away, too: they may come back, and their last minute is to be over then.
    for (const [number, meter] of this.#slotMeters) meter.advance(alive.get(number) ?? NOTHING_ALIVE);
    this.#markSwitch(now);
    this.#sequence += 1;
    const composed = this.#compose(now);
    this.#found = this.#findings.tick(composed.slots);
    const snapshot = {...composed, findings: this.#found};
    this.#history.add(snapshot);
    this.emit('snapshot', snapshot);
  }

  /** Not before all that workers have reported is of after the change. */
  #markSwitch(now: number): void {
    const {last} = this.#policySwitch;
    if (!last || last === this.#markedSwitch || now - last.at < REPORT_INTERVAL_MS) return;
    this.#markedSwitch = last;
    for (const meter of this.#slotMeters.values()) meter.mark();
  }

  #compose(now: number): Snapshot {
    const {settings, slots, state, startedAt, generation, size, reloadSnapshot} = this.#supervisor;
    const slotSnapshots = slots.map(slot => this.#slotSnapshot(slot, now));
    return {
      sequence: this.#sequence,
      at: now,
      cluster: {
        name: settings.name,
        app: settings.app,
        state,
        policy: this.#listeners.policy,
        generation,
        startedAt,
        workers: size,
        listeners: this.#listeners.snapshot(),
        nodeVersion: process.version,
        clusterviewVersion: CLUSTERVIEW_VERSION,
        drainTimeoutMs: settings.drainTimeoutMs,
        killTimeoutMs: settings.killTimeoutMs,
        metricsAddress: this.metricsAddress,
      },
      total: this.#total(slotSnapshots),
      fairness: {
        requestsLastMinute: jainIndex(slotSnapshots.map(slot => slot.lastMinute.requests)),
        requestsTotal: jainIndex(slotSnapshots.map(slot => slot.total.requests)),
        connectionsLastMinute: jainIndex(slotSnapshots.map(slot => slot.lastMinute.connections)),
        connectionsTotal: jainIndex(slotSnapshots.map(slot => slot.total.connections)),
      },
      policySwitch: this.#switchSnapshot(),
      findings: this.#found,
      slots: slotSnapshots,
      reload: reloadSnapshot,
      host: this.#host.snapshot(),
      master: {pid: process.pid, cpuPercent: this.#masterCpu.percent, rssBytes: this.#measureRss()},
    };
  }

  /** Reads a file of the system: where there is no descriptor left for it, what was read last. */
  #measureRss(): number {
    try {
      this.#masterRssBytes = process.memoryUsage.rss();
    } catch {}
    return this.#masterRssBytes;
  }

  #switchSnapshot(): PolicySwitchSnapshot | null {
    const {last} = this.#policySwitch;
    if (!last) return null;
    const isMarked = last === this.#markedSwitch;
    const slots = this.#supervisor.slots.map(({number: slot}) => ({
      slot,
      ...(isMarked ? this.#slotMeter(slot).sinceMark : {requests: 0, connections: 0}),
    }));
    return {
      ...last,
      slots,
      fairness: {
        requests: jainIndex(slots.map(({requests}) => requests)),
        connections: jainIndex(slots.map(({connections}) => connections)),
      },
    };
  }

  #slotSnapshot(slot: Slot, now: number): SlotSnapshot {
    const {worker} = slot;
    const snapshotOf = (one: Worker) => this.#workerMeters.get(one)!.snapshot(now);
    return {
      slot: slot.number,
      state: slot.state,
      nextStartInMs: slot.nextStartInMs(now),
      worker: worker && snapshotOf(worker),
      others: slot.workers.filter(other => other !== worker).map(snapshotOf),
      restarts: slot.deaths.restarts.total,
      restartsByCause: slot.deaths.restarts.byCause,
      crashes: slot.deaths.crashes.total,
      crashesByCause: slot.deaths.crashes.byCause,
      lastDeath: slot.lastDeath,
      ...this.#slotMeter(slot.number).snapshot(),
    };
  }

  #total(slots: readonly SlotSnapshot[]): Snapshot['total'] {
    const alive = slots.flatMap(({worker, others}) => (worker ? [worker, ...others] : others));
    const {accepted, ...counters} = alive.map(countersOf).reduce(addCounters, this.#gone);
    const sum = (figure: (worker: WorkerSnapshot) => number) =>
      alive.reduce((total, worker) => total + figure(worker), 0);
    return {
      requests: {
        ...counters,
        inFlight: sum(worker => worker.requests.inFlight),
        perSecond: sum(worker => worker.requests.perSecond),
      },
      connections: {open: sum(worker => worker.connections.open), accepted},
      latency: LatencyWindow.merge([...this.#workerMeters.values()].map(({latency}) => latency)),
      restarts: this.#supervisor.restarts,
      crashes: this.#supervisor.crashes,
    };
  }

  #absorb(worker: Worker): void {
    this.#ticker.forget(worker);
    const meter = this.#workerMeters.get(worker)!;
    meter.close();
    const {requests, connections} = meter.snapshot(Date.now());
    this.#workerMeters.delete(worker);
    this.#slotMeter(worker.slot).absorb({requests: requests.finished, connections: connections.accepted});
    this.#gone = addCounters(this.#gone, {
      ...requests,
      // What was in flight at its last report ended with it.
      aborted: requests.aborted + requests.inFlight,
      accepted: connections.accepted,
    });
  }

  #slotMeter(number: number): SlotMeter {
    let meter = this.#slotMeters.get(number);
    if (!meter) {
      meter = new SlotMeter();
      this.#slotMeters.set(number, meter);
    }
    return meter;
  }

  #measureMaster(): void {
    const at = performance.now();
    const usage = process.cpuUsage();
    const {usage: before, at: since} = this.#masterCpu;
    const micros = usage.user - before.user + usage.system - before.system;
    this.#masterCpu = {usage, at, percent: micros / 10 / (at - since)};
  }
}

const NOTHING_ALIVE = {requests: 0, connections: 0};

function aliveCounts(slot: Slot): {requests: number; connections: number} {
  let requests = 0;
  let connections = 0;
  for (const {report} of slot.workers) {
    requests += report?.work.finished ?? 0;
    connections += report?.work.accepted ?? 0;
  }
  return {requests, connections};
}

function countersOf({requests, connections}: WorkerSnapshot): Counters {
  return {...requests, accepted: connections.accepted};
}

function addCounters(a: Counters, b: Counters): Counters {
  return {
    started: a.started + b.started,
    finished: a.finished + b.finished,
    aborted: a.aborted + b.aborted,
    accepted: a.accepted + b.accepted,
    byStatusClass: a.byStatusClass.map(
      (count, index) => count + b.byStatusClass[index]!,
    ) as unknown as Counters['byStatusClass'],
  };
}
