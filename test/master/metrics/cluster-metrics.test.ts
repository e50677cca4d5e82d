import {expect, test} from 'vitest';
import type {ListenerSnapshot} from '../../../source/api/types.js';
import {clusterMetrics} from '../../../source/master/metrics/cluster-metrics.js';
import {LabelledScrape, type Scrape} from '../../../source/master/metrics/metric.js';
import {someSnapshot} from '../../support/snapshots.js';

/** Of a cluster of which nothing is known but its listeners. */
function heldConnections(listeners: readonly ListenerSnapshot[]) {
  const scrape = {snapshot: {cluster: {name: 'test', listeners}}} as unknown as Scrape;
  const metric = clusterMetrics.find(({name}) => name === 'clusterview_held_connections')!;
  return metric.samples(new LabelledScrape(scrape)).map(({labels, value}) => ({...labels, value}));
}

test('listeners of one address are one series', () => {
  const listeners = (['tcp', 'tcp', 'udp'] as const).map(kind => ({address: '[::]:80', kind, held: 2}));
  expect(heldConnections(listeners)).toEqual([
    {listener: '[::]:80', kind: 'tcp', value: 4},
    {listener: '[::]:80', kind: 'udp', value: 2},
  ]);
});

test('an app that opens more and more listeners does not make more and more series', () => {
  const listeners = Array.from({length: 500}, (_, index) => ({
    address: `127.0.0.1:${index + 1}`,
    kind: 'tcp' as const,
    held: 1,
  }));
  const series = heldConnections(listeners);
  expect(series).toHaveLength(65);
  expect(series.at(-1)).toEqual({listener: 'other', kind: 'other', value: 436});
});

test('each figure of the machine has a metric of its own', () => {
  const {host} = someSnapshot(1);
  const memory = {
    totalBytes: 1,
    usedBytes: 2,
    availableBytes: 3,
    cacheBytes: 4,
    swapTotalBytes: 5,
    swapUsedBytes: 6,
  };
  const snapshot = someSnapshot(1, {host: {...host, memory, loadAverage: [0.1, 0.5, 0.15]}});
  const scrape = new LabelledScrape({snapshot} as unknown as Scrape);
  const told = clusterMetrics
    .filter(({name}) => /_host_(load|memory|swap)/.test(name))
    .map(metric => [metric.name.replace('clusterview_host_', ''), metric.samples(scrape)[0]!.value]);
  expect(Object.fromEntries(told)).toEqual({
    load1: 0.1,
    load5: 0.5,
    load15: 0.15,
    memory_total_bytes: 1,
    memory_used_bytes: 2,
    memory_cache_bytes: 4,
    swap_total_bytes: 5,
    swap_used_bytes: 6,
  });
});
