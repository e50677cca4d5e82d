import {useSyncExternalStore} from 'react';
import type {Clusters} from '../clusters.js';
import {clustersMenu} from '../clusters-menu.js';
import type {Glyphs} from '../theme.js';
import {Choice} from './choice.js';

interface ClustersChoiceProps {
  readonly clusters: Clusters;
  /** Index of the marked one. */
  readonly chosen: number;
  readonly columns: number;
  readonly rows: number;
  readonly glyphs: Glyphs;
}

/** The open menu of clusters, which tells how they are doing now. */
export function ClustersChoice({clusters, glyphs, ...rest}: ClustersChoiceProps) {
  const view = useSyncExternalStore(clusters.subscribe, clusters.getView);
  return <Choice menu={clustersMenu(view, glyphs)} glyphs={glyphs} {...rest} />;
}
