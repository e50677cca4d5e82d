import {useSyncExternalStore} from 'react';
import type {Clusters} from '../clusters.js';
import {clustersLine} from '../clusters-line.js';
import type {Glyphs} from '../theme.js';
import {Rows} from './rows.js';

interface ClustersLineProps {
  readonly clusters: Clusters;
  readonly columns: number;
  readonly glyphs: Glyphs;
}

/** The clusters of the viewer, above the one that is shown. */
export function ClustersLine({clusters, columns, glyphs}: ClustersLineProps) {
  const {statuses, shown} = useSyncExternalStore(clusters.subscribe, clusters.getView);
  return <Rows lines={[clustersLine(statuses, shown, columns, glyphs)]} glyphs={glyphs} />;
}
