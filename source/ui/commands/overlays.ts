import type {Command} from '../keymap.js';
import {wrapped} from '../text.js';
import {type CommandContext, MOVES} from './context.js';

/** While something lies over the view, keys are for that. @returns whether something does. */
export function pressInOverlay(
  name: string,
  command: Command | undefined,
  {ui, geometry, send, act, ask}: CommandContext,
): boolean {
  const {dialog, answer, menu, chosen, report} = ui;
  if (dialog) {
    const {action, other} = dialog;
    const isTaken = name === 'return';
    if (name === 'y' || (isTaken && answer === 'yes')) act(action);
    else if (other && (name === other.key || (isTaken && answer === 'other'))) act(other.action);
    if (['y', 'n', 'q', 'return', 'escape', other?.key].includes(name)) send({type: 'close-dialog'});
    else if (name === 'tab' || name === 'rightArrow') send({type: 'switch-answer', by: 1});
    else if (name === 'leftArrow') send({type: 'switch-answer', by: -1});
  } else if (menu) {
    if (['return', 'escape', 'q', 'p', 'd', menu.of && 'c'].includes(name)) send({type: 'close-menu'});
    if (name === 'return') ask(menu.items[chosen]!.action);
    else if (command === 'up' || command === 'down') send({type: 'choose', by: command === 'up' ? -1 : 1});
  } else if (report) {
    const by = command && MOVES[command]?.(geometry.reportRows);
    const rows = wrapped(report.lines, geometry.reportColumns).length;
    if (by !== undefined) send({type: 'scroll-report', by, last: Math.max(0, rows - geometry.reportRows)});
    else if (['escape', 'q', 'return', 'd', 'o', report.toggle].includes(name)) send({type: 'close-report'});
  } else {
    return false;
  }
  return true;
}
