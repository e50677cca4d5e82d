import {typedPattern} from '../typed-pattern.js';
import type {CommandContext} from './context.js';
import {goToNearestMatch} from './logs.js';

/** While a pattern is typed, keys are text. @returns whether one is. */
export function pressInPrompt(name: string, context: CommandContext): boolean {
  const {ui, send} = context;
  const typed = typedPattern(ui);
  if (!typed) return false;
  const {what, text} = typed;
  if (name === 'escape') send({type: `leave-${what}`});
  else if (name === 'return') {
    send({type: `keep-${what}`});
    if (what === 'pattern' && text !== '') goToNearestMatch(context);
  } else if (name === 'backspace') send({type: `erase-${what}`});
  // Keys that are no character have longer names.
  else if ([...name].length === 1) send({type: `type-${what}`, text: name});
  return true;
}
