import {clustersMenu} from '../clusters-menu.js';
import {glyphSets} from '../theme.js';
import type {CommandContext, Commands} from './context.js';

/** What goes from one cluster of the viewer to another. */
export function switchCommands({clusters, send}: CommandContext): Commands {
  return {
    'next-cluster': () => clusters.showNext(1),
    'previous-cluster': () => clusters.showNext(-1),
    clusters: () => {
      const view = clusters.getView();
      // It is drawn anew as long as it is open.
      send({type: 'open-menu', menu: clustersMenu(view, glyphSets.unicode), chosen: view.shown});
    },
  };
}
