import type {UiState} from './ui-state.js';

/** A pattern that is being typed: of which lines of logs, or of which workers, are looked for. */
export interface TypedPattern {
  readonly what: 'pattern' | 'filter';
  readonly text: string;
}

/** `null` while none is. */
export function typedPattern({logs, table}: UiState): TypedPattern | null {
  if (logs.typed !== null) return {what: 'pattern', text: logs.typed};
  return table.typed === null ? null : {what: 'filter', text: table.typed};
}
