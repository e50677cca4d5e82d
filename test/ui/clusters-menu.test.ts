import {stripVTControlCharacters} from 'node:util';
import {expect, test} from 'vitest';
import type {ClusterStatus} from '../../source/ui/cluster-status.js';
import {clustersMenu} from '../../source/ui/clusters-menu.js';
import {glyphSets} from '../../source/ui/theme.js';

const statuses: ClusterStatus[] = [
  {
    name: 'api',
    sign: 'ready',
    words: 'ready',
    cause: null,
    figures: {ready: 4, workers: 4, requestsPerSecond: 1234},
  },
  {name: 'web', sign: 'starting', words: 'starting', cause: null, figures: null},
  {name: 'background', sign: 'dead', words: 'not started', cause: 'the name is taken\nmore', figures: null},
];

test('the list has name, state, workers and requests a second, or why there are none; each leads to its cluster', () => {
  const {items} = clustersMenu({statuses}, glyphSets.unicode);
  expect(items.map(({label, help}) => `${label}  ${stripVTControlCharacters(help)}`)).toEqual([
    'api         ● ready 4/4 workers    1,234 req/s',
    'web         ◐ starting',
    'background  ✖ not started: the name is taken',
  ]);
  expect(items.map(({action}) => action)).toEqual([0, 1, 2].map(index => ({type: 'show-cluster', index})));
});
