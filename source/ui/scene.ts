import type {Snapshot} from '../api/types.js';
import type {ReplayStatus} from '../replay/replay.js';
import type {Layout} from './layout.js';
import type {ClusterView} from './store.js';
import type {Glyphs} from './theme.js';
import type {UiState} from './ui-state.js';

/** All that the lines of a view are made of. */
export interface Scene {
  readonly view: ClusterView & {readonly snapshot: Snapshot};
  /** Set where the view is that of a recording. */
  readonly replay: ReplayStatus | null;
  readonly ui: UiState;
  readonly layout: Layout;
  readonly columns: number;
  /** Number of the selected slot, among those that there are. */
  readonly slot: number;
  readonly glyphs: Glyphs;
}
