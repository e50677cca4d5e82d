import {sanitize} from '../harmless-text.js';
import {type ClusterStatus, statusGlyph} from './cluster-status.js';
import type {ClustersView} from './clusters.js';
import {rate} from './format.js';
import {firstLine, toWidth, widthOf} from './text.js';
import type {Glyphs} from './theme.js';
import type {Menu} from './ui-state.js';

/** With these, and states of the usual length, a line is whole on a screen of 80 columns. */
const NAME_COLUMNS_MAX = 24;
const WORDS_COLUMNS_MAX = 16;
const RATE_COLUMNS = 8;

/** All clusters of the viewer: name, state, workers, requests a second, or why one has ended. */
export function clustersMenu({statuses}: Pick<ClustersView, 'statuses'>, glyphs: Glyphs): Menu {
  const columns = Math.min(NAME_COLUMNS_MAX, Math.max(...statuses.map(({name}) => widthOf(sanitize(name)))));
  const withFigures = statuses.filter(({cause, figures}) => cause === null && figures !== null);
  const wordsColumns = Math.min(
    WORDS_COLUMNS_MAX,
    Math.max(0, ...withFigures.map(({words}) => widthOf(words))),
  );
  return {
    title: 'Which cluster?',
    of: 'clusters',
    items: statuses.map((status, index) => ({
      label: toWidth(sanitize(status.name), columns, 'left', glyphs.ellipsis),
      help: `${statusGlyph(status.sign, glyphs)} ${detailOf(status, wordsColumns)}`,
      action: {type: 'show-cluster', index},
    })),
  };
}

function detailOf({words, cause, figures}: ClusterStatus, wordsColumns: number): string {
  if (cause !== null) return `${words}: ${firstLine(cause)}`;
  if (!figures) return words;
  const {ready, workers, requestsPerSecond} = figures;
  const requests = toWidth(rate(requestsPerSecond), RATE_COLUMNS, 'right');
  return `${toWidth(words, wordsColumns)} ${ready}/${workers} workers ${requests} req/s`;
}
