import type {Snapshot} from '../../api/types.js';
import type {Clusters} from '../clusters.js';
import type {Command, ViewerMode} from '../keymap.js';
import type {Layout} from '../layout.js';
import type {Session} from '../session.js';
import type {Action, Notice, UiEvent, UiState} from '../ui-state.js';

/** How much of what is on the screen: moving by a page needs to know. */
export interface Geometry {
  readonly layout: Layout;
  readonly reportRows: number;
  readonly reportColumns: number;
}

/** What commands act on, at the moment of one key. */
export interface CommandContext {
  /** Of the cluster that is shown. */
  readonly session: Session;
  readonly clusters: Clusters;
  readonly mode: ViewerMode;
  readonly ui: UiState;
  readonly geometry: Geometry;
  readonly snapshot: Snapshot | null;
  /** Number of the selected slot, among those that there are. */
  readonly slot: number;
  readonly send: (event: UiEvent) => void;
  /** On the last line, for a while or until something takes its place. */
  readonly notify: (notice: Notice, isLasting?: boolean) => void;
  /** Into the clipboard of the terminal. @param what it is, for the last line. */
  readonly copy: (text: string, what: string) => void;
  readonly act: (action: Action) => void;
  /** With a question first, where the action has one. */
  readonly ask: (action: Action) => void;
}

export type Commands = Partial<Record<Command, () => void>>;

/** How far a command moves through something of which so many rows are shown. */
export const MOVES: Partial<Record<Command, (rows: number) => number>> = {
  up: () => -1,
  down: () => 1,
  'page-up': rows => -rows,
  'page-down': rows => rows,
  first: () => Number.NEGATIVE_INFINITY,
  last: () => Number.POSITIVE_INFINITY,
};

/** A command for each of those that move. */
export function moving(rows: number, move: (by: number) => void): Commands {
  return Object.fromEntries(Object.entries(MOVES).map(([command, by]) => [command, () => move(by(rows))]));
}
