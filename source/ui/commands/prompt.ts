import type {CommandContext} from './context.js';

/** While a pattern is typed, keys are text. @returns whether one is. */
export function pressInPrompt(name: string, {ui, send}: CommandContext): boolean {
  if (ui.logs.typed === null) return false;
  if (name === 'escape') send({type: 'leave-pattern'});
  else if (name === 'return') send({type: 'keep-pattern'});
  else if (name === 'backspace') send({type: 'erase-pattern'});
  // Keys that are no character have longer names.
  else if ([...name].length === 1) send({type: 'type-pattern', text: name});
  return true;
}
