import type {TestCluster} from './cluster.js';
import {get} from './http.js';
import {waitFor} from './wait-for.js';

export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** One answer of `/metrics`, taken apart. */
export class Scraped {
  readonly text: string;
  readonly samples: readonly Sample[];
  readonly #types: ReadonlyMap<string, string>;

  constructor(text: string) {
    this.text = text;
    this.samples = text
      .split('\n')
      .filter(line => line !== '' && !line.startsWith('#'))
      .map(parseSample);
    this.#types = new Map(
      [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, type]) => [name!, type!]),
    );
  }

  /** Over all samples of that name which have those labels. */
  sum(name: string, labels: Readonly<Record<string, string>> = {}): number {
    const found = this.samples.filter(
      sample =>
        sample.name === name &&
        Object.entries(labels).every(([label, value]) => sample.labels[label] === value),
    );
    if (found.length === 0) throw new Error(`no ${name} with ${JSON.stringify(labels)} in:\n${this.text}`);
    return found.reduce((total, {value}) => total + value, 0);
  }

  /** What must never fall: counters, and the parts of histograms. */
  counters(): Map<string, number> {
    const counting = this.samples.filter(({name}) => {
      const type = this.#types.get(name) ?? this.#types.get(name.replace(/_(bucket|sum|count)$/, ''));
      return type === 'counter' || type === 'histogram';
    });
    return new Map(counting.map(({name, labels, value}) => [`${name}${JSON.stringify(labels)}`, value]));
  }
}

function parseSample(line: string): Sample {
  const match = /^([a-z0-9_]+)\{(.*)\} (\S+)$/.exec(line);
  if (!match) throw new Error(`no sample: ${line}`);
  const labels = [...match[2]!.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name!, value!]);
  return {name: match[1]!, labels: Object.fromEntries(labels), value: Number(match[3])};
}

/** The port that an event of the cluster says. */
export async function metricsPort(cluster: TestCluster): Promise<number> {
  const {message} = await cluster.waitForEvent(/^metrics are served on http:/);
  return Number(new URL(message.split(' ').at(-1)!).port);
}

export async function scrape(port: number): Promise<Scraped> {
  const {status, body} = await get(port, '/metrics');
  if (status !== 200) throw new Error(`/metrics answered ${status}: ${body}`);
  return new Scraped(body);
}

/** Waits for an answer that fits. */
export async function waitForMetrics(
  port: number,
  what: string,
  fits: (scraped: Scraped) => boolean,
): Promise<Scraped> {
  let last: Scraped | undefined;
  return waitFor(
    () => `${what}; metrics: ${last?.text}`,
    async () => {
      last = await scrape(port);
      return fits(last) && last;
    },
  );
}
