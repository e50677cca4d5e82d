import type {SlotSnapshot, Snapshot, WorkerSnapshot} from '../../api/types.js';
import type {SlotDeaths} from '../death-counts.js';
import type {SlotCounters} from '../slot-counters.js';

type Labels = Readonly<Record<string, string>>;

/** Everything that metrics are made from, as of one moment. */
export interface Scrape {
  readonly snapshot: Snapshot;
  /** By number of the slot; of those that were scaled away, too, so that no counter ever goes. */
  readonly counters: ReadonlyMap<number, SlotCounters>;
  readonly deaths: ReadonlyMap<number, SlotDeaths>;
  readonly reloads: {readonly succeeded: number; readonly failed: number};
  readonly masterCpuMicros: number;
}

/** One line of the answer, in the terms of prom-client. */
export interface Sample {
  readonly value: number;
  /** What tells it from others of the same slot. */
  readonly labels?: Labels;
  /** `app`, and `worker` where it is about one; one object for all samples that have the same. */
  readonly sharedLabels: Labels;
  /** Where it is not that of the metric: the parts of a histogram. */
  readonly metricName?: string;
}

export interface Metric {
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  /** Beside `app`, which all have. */
  readonly labels: readonly string[];
  samples(scrape: LabelledScrape): Sample[];
}

/** With the labels of the cluster and of each slot, which many samples share. */
export class LabelledScrape {
  readonly scrape: Scrape;
  readonly clusterLabels: Labels;
  readonly #slotLabels = new Map<number, Labels>();

  constructor(scrape: Scrape) {
    this.scrape = scrape;
    this.clusterLabels = {app: scrape.snapshot.cluster.name};
  }

  slotLabels(number: number): Labels {
    let labels = this.#slotLabels.get(number);
    if (!labels) {
      labels = {...this.clusterLabels, worker: String(number)};
      this.#slotLabels.set(number, labels);
    }
    return labels;
  }
}

/** A value for each slot that there ever was. @param name without the prefix. */
export function slotCounter(name: string, help: string, count: (counters: SlotCounters) => number): Metric {
  return {
    name: `clusterview_${name}`,
    type: 'counter',
    help,
    labels: ['worker'],
    samples: labelled =>
      [...labelled.scrape.counters].map(([number, counters]) => ({
        value: count(counters),
        sharedLabels: labelled.slotLabels(number),
      })),
  };
}

/**
 * A value for each slot that has a worker.
 * @param measure is given the worker that stands for the slot, and all workers in it.
 */
export function workerGauge(
  name: string,
  help: string,
  measure: (worker: WorkerSnapshot, all: readonly WorkerSnapshot[]) => number,
): Metric {
  return {
    name: `clusterview_${name}`,
    type: 'gauge',
    help,
    labels: ['worker'],
    samples: labelled =>
      labelled.scrape.snapshot.slots.flatMap(({slot, worker, others}) =>
        worker ? {value: measure(worker, [worker, ...others]), sharedLabels: labelled.slotLabels(slot)} : [],
      ),
  };
}

/** For each slot, 1 for the state that it is in and 0 for all others. */
export function slotStates(
  name: string,
  help: string,
  label: string,
  states: readonly string[],
  stateOf: (slot: SlotSnapshot) => string | undefined,
): Metric {
  return {
    name: `clusterview_${name}`,
    type: 'gauge',
    help,
    labels: ['worker', label],
    samples: labelled =>
      labelled.scrape.snapshot.slots.flatMap(slot => {
        const current = stateOf(slot);
        return states.map(state => ({
          value: Number(state === current),
          labels: {[label]: state},
          sharedLabels: labelled.slotLabels(slot.slot),
        }));
      }),
  };
}

/** Values of the whole cluster, told apart by labels; those that are `null` are left out. */
export function clusterMetric<Label extends string>(
  type: 'counter' | 'gauge',
  name: string,
  help: string,
  labels: readonly Label[],
  values: (scrape: Scrape) => readonly (readonly [Readonly<Record<Label, string>>, number | null])[],
): Metric {
  return {
    name: `clusterview_${name}`,
    type,
    help,
    labels,
    samples: ({scrape, clusterLabels}) =>
      values(scrape).flatMap(([own, value]) =>
        value === null ? [] : {value, labels: own, sharedLabels: clusterLabels},
      ),
  };
}

/** One value of the whole cluster. */
export function clusterGauge(name: string, help: string, measure: (scrape: Scrape) => number): Metric {
  return clusterMetric('gauge', name, help, [], scrape => [[{}, measure(scrape)]]);
}
