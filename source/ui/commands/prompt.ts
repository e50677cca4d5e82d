import {typedPattern} from '../typed-pattern.js';
import type {CommandContext} from './context.js';

/** While a pattern is typed, keys are text. @returns whether one is. */
export function pressInPrompt(name: string, {ui, send}: CommandContext): boolean {
  const what = typedPattern(ui)?.what;
  if (!what) return false;
  if (name === 'escape') send({type: `leave-${what}`});
  else if (name === 'return') send({type: `keep-${what}`});
  else if (name === 'backspace') send({type: `erase-${what}`});
  // Keys that are no character have longer names.
  else if ([...name].length === 1) send({type: `type-${what}`, text: name});
  return true;
}
