import {type ClusterStatus, statusGlyph} from './cluster-status.js';
import type {ClustersView} from './clusters.js';
import {rate} from './format.js';
import {firstLine, sanitize, toWidth, widthOf} from './text.js';
import type {Glyphs} from './theme.js';
import type {Menu} from './ui-state.js';

const NAME_COLUMNS_MAX = 32;
const WORDS_COLUMNS = 16;
const RATE_COLUMNS = 8;

/** All clusters of the viewer: name, state, workers, requests a second, or why one has ended. */
export function clustersMenu({statuses}: Pick<ClustersView, 'statuses'>, glyphs: Glyphs): Menu {
  const columns = Math.min(NAME_COLUMNS_MAX, Math.max(...statuses.map(({name}) => widthOf(sanitize(name)))));
  return {
    title: 'Which cluster?',
    of: 'clusters',
    items: statuses.map((status, index) => ({
      label: toWidth(sanitize(status.name), columns, 'left', glyphs.ellipsis),
      help: `${statusGlyph(status.sign, glyphs)} ${detailOf(status)}`,
      action: {type: 'show-cluster', index},
    })),
  };
}

function detailOf({words, cause, figures}: ClusterStatus): string {
  if (cause !== null) return `${words}: ${firstLine(cause)}`;
  if (!figures) return words;
  const {ready, workers, requestsPerSecond} = figures;
  const requests = toWidth(rate(requestsPerSecond), RATE_COLUMNS, 'right');
  return `${toWidth(words, WORDS_COLUMNS)} ${ready}/${workers} workers ${requests} req/s`;
}
