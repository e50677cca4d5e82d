import {expect, test} from 'vitest';
import type {ListenerSnapshot} from '../../../source/api/types.js';
import {clusterMetrics} from '../../../source/master/metrics/cluster-metrics.js';
import {LabelledScrape, type Scrape} from '../../../source/master/metrics/metric.js';

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
