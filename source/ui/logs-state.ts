import {eraseFrom, typeInto} from './pattern.js';

/** Where the logs stand still: at a line, whatever others are shown with it. */
export interface LogPlace {
  readonly id: number;
  /** Index of one of its rows. */
  readonly row: number;
}

export interface LogsState {
  /** Lines of the selected worker alone. */
  readonly onlySelected: boolean;
  /** Where the view stands still; `null` while it follows the newest line. */
  readonly place: LogPlace | null;
  readonly wraps: boolean;
  readonly timestamps: boolean;
  /** Without borders, so that the terminal's own selection takes nothing but lines. */
  readonly isBare: boolean;
  /** What is looked for; empty for nothing. */
  readonly pattern: string;
  /** The pattern as far as it has been typed; `null` while none is typed. */
  readonly typed: string | null;
  /** Lines without the pattern are left out. */
  readonly onlyMatches: boolean;
  /** Id of the line that was gone to last. */
  readonly match: number | null;
}

export const initialLogsState: LogsState = {
  onlySelected: false,
  place: null,
  wraps: false,
  timestamps: true,
  isBare: false,
  pattern: '',
  typed: null,
  onlyMatches: false,
  match: null,
};

export type LogsAction =
  | {readonly type: 'place-logs'; readonly place: LogPlace | null}
  | {readonly type: 'go-to-match'; readonly match: number; readonly place: LogPlace}
  | {readonly type: 'toggle-scope'}
  | {readonly type: 'toggle-wrap'}
  | {readonly type: 'toggle-timestamps'}
  | {readonly type: 'toggle-bare'}
  | {readonly type: 'toggle-matches'}
  | {readonly type: 'begin-pattern'}
  | {readonly type: 'type-pattern'; readonly text: string}
  | {readonly type: 'erase-pattern'}
  | {readonly type: 'keep-pattern'}
  /** As it was before it was typed. */
  | {readonly type: 'leave-pattern'};

export function reduceLogs(state: LogsState, action: LogsAction): LogsState {
  switch (action.type) {
    case 'place-logs':
      return {...state, place: action.place, match: action.place && state.match};
    case 'go-to-match':
      return {...state, match: action.match, place: action.place};
    case 'toggle-scope':
      return {...followingLogs(state), onlySelected: !state.onlySelected};
    case 'toggle-wrap':
      return {...state, wraps: !state.wraps, place: atItsStart(state.place)};
    case 'toggle-timestamps':
      return {...state, timestamps: !state.timestamps, place: atItsStart(state.place)};
    case 'toggle-bare':
      return {...state, isBare: !state.isBare, place: atItsStart(state.place)};
    case 'toggle-matches':
      return {...state, onlyMatches: !state.onlyMatches, place: atItsStart(state.place)};
    case 'begin-pattern':
      return {...state, typed: ''};
    case 'type-pattern':
      return {...state, typed: typeInto(state.typed, action.text)};
    case 'erase-pattern':
      return {...state, typed: eraseFrom(state.typed)};
    case 'keep-pattern':
      return {...state, pattern: state.typed ?? '', typed: null, match: null};
    case 'leave-pattern':
      return {...state, typed: null};
  }
}

/** As a view is opened: at the newest line, with nothing being typed. */
export function followingLogs(state: LogsState): LogsState {
  return {...state, place: null, match: null, typed: null};
}

/** Rows of a line are others when it is as wide as before no more. */
function atItsStart(place: LogPlace | null): LogPlace | null {
  return place && {id: place.id, row: 0};
}
