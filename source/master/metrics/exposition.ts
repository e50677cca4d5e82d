import {type Metric as PrometheusMetric, Registry} from 'prom-client';
import type {MetricsAnswer} from '../../api/control.js';
import {clusterMetrics} from './cluster-metrics.js';
import {LabelledScrape, type Metric, type Scrape} from './metric.js';
import {workerMetrics} from './worker-metrics.js';

export const metrics: readonly Metric[] = [...workerMetrics, ...clusterMetrics];

/**
 * Writes metrics in the text format of Prometheus. They are computed when they are asked for: prom-client's
 * own metrics, which are counted up as things happen, would keep a second account of everything.
 */
export class Exposition {
  readonly #registry = new Registry();
  readonly #read: () => Scrape;
  #labelled!: LabelledScrape;

  constructor(read: () => Scrape) {
    this.#read = read;
    for (const metric of metrics) {
      const {name, help, type} = metric;
      const computed = {
        name,
        help,
        type,
        get: () => ({name, help, type, values: metric.samples(this.#labelled)}),
      };
      this.#registry.registerMetric(computed as unknown as PrometheusMetric<string>);
    }
  }

  async answer(): Promise<MetricsAnswer> {
    this.#labelled = new LabelledScrape(this.#read());
    // The values are read before this returns its promise, so that they are all of one moment.
    const text = this.#registry.metrics();
    return {contentType: this.#registry.contentType, text: await text};
  }
}
