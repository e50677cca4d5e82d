import type {View} from './views.js';

/** What a key can ask for. */
export type Command =
  | 'up'
  | 'down'
  | 'page-up'
  | 'page-down'
  | 'first'
  | 'last'
  | 'open'
  | 'leave'
  | 'next-view'
  | 'view-workers'
  | 'view-worker'
  | 'view-logs'
  | 'view-events'
  | 'threshold'
  | 'kind'
  | 'sort'
  | 'filter'
  | 'mark'
  | 'clear-marks'
  | 'clear-table'
  | 'turn-sort'
  | 'freeze'
  | 'copy'
  | 'bare'
  | 'previous-worker'
  | 'next-worker'
  | 'follow'
  | 'logs'
  | 'all-workers'
  | 'wrap'
  | 'timestamps'
  | 'search'
  | 'next-match'
  | 'previous-match'
  | 'only-matches'
  | 'stop-worker'
  | 'kill-worker'
  | 'reload-worker'
  | 'reload-all'
  | 'scale-up'
  | 'scale-down'
  | 'policy'
  | 'switch-span'
  | 'diagnose'
  | 'routes'
  | 'next-cluster'
  | 'previous-cluster'
  | 'clusters'
  | 'help'
  | 'quit'
  | 'stop-cluster'
  | 'suspend'
  | 'pause'
  | 'back'
  | 'forward'
  | 'slower'
  | 'faster'
  | 'to-start'
  | 'to-end';

/** What the viewer shows: a cluster that runs, or a recording. */
export type ViewerMode = 'live' | 'replay';

export interface Binding {
  readonly command: Command;
  /** As Ink names them: a character, or the name of a special key. */
  readonly keys: readonly string[];
  /** As a person reads them. */
  readonly label: string;
  readonly help: string;
  /** In the hint bar, where there is room; the shortest word that says it. */
  readonly hint?: string;
  /** Where it means something; without it, in both. */
  readonly only?: ViewerMode;
  /** In which views; without it, in all of them. */
  readonly views?: readonly View[];
  /** Only where the viewer has several clusters; their line has hints of its own. */
  readonly several?: true;
}

/** Where a worker is in sight that keys can act on. */
const OF_A_WORKER: readonly View[] = ['workers', 'worker'];

/** The one table of keys: it makes the bindings, the help and the hint bar. */
export const keymap: readonly Binding[] = [
  {command: 'up', keys: ['upArrow', 'k'], label: '↑ k', help: 'up, to the worker, event or line above'},
  {command: 'down', keys: ['downArrow', 'j'], label: '↓ j', help: 'down, to the one below'},
  {command: 'page-up', keys: ['pageUp'], label: 'PgUp', help: 'a page up'},
  {command: 'page-down', keys: ['pageDown'], label: 'PgDn', help: 'a page down'},
  {command: 'first', keys: ['g', 'home'], label: 'g Home', help: 'to the first one'},
  {
    command: 'last',
    keys: ['G', 'end'],
    label: 'G End',
    help: 'to the last one; of events and logs, follow the newest',
  },
  {command: 'next-view', keys: ['tab'], label: 'Tab', help: 'the next view'},
  {command: 'view-workers', keys: ['1'], label: '1', help: 'the workers'},
  {command: 'view-worker', keys: ['2'], label: '2', help: 'one worker: the selected one'},
  {command: 'view-logs', keys: ['3'], label: '3', help: 'what the workers write'},
  {command: 'view-events', keys: ['4'], label: '4', help: 'what has happened'},
  {
    command: 'open',
    keys: ['return'],
    label: 'Enter',
    help: 'open the selected worker',
    hint: 'open',
    views: ['workers'],
  },
  {
    command: 'open',
    keys: ['return'],
    label: 'Enter',
    help: 'read all of the selected event: stack, last words',
    hint: 'read',
    views: ['events'],
  },
  {
    command: 'leave',
    keys: ['escape'],
    label: 'Esc',
    help: 'back to where this view was opened',
    hint: 'back',
    views: ['worker', 'logs', 'events'],
  },
  {
    command: 'follow',
    keys: ['f'],
    label: 'f',
    help: 'follow the newest, or stand still',
    hint: 'follow',
    views: ['logs', 'events'],
  },
  {
    command: 'logs',
    keys: ['l'],
    label: 'l',
    help: 'what the selected worker writes',
    hint: 'logs',
    views: OF_A_WORKER,
  },
  {
    command: 'search',
    keys: ['/'],
    label: '/',
    help: 'type what to look for: Enter goes to the nearest line with it, Esc leaves; capitals count if there are any',
    hint: 'search',
    views: ['logs'],
  },
  {
    command: 'next-match',
    keys: ['n'],
    label: 'n',
    help: 'the next line with it; behind the last one, on from the start',
    hint: 'next',
    views: ['logs'],
  },
  {
    command: 'previous-match',
    keys: ['N'],
    label: 'N',
    help: 'the previous line with it; before the first one, on from the end',
    hint: 'previous',
    views: ['logs'],
  },
  {
    command: 'only-matches',
    keys: ['m'],
    label: 'm',
    help: 'only lines with it, or all',
    hint: 'only matches',
    views: ['logs'],
  },
  {
    command: 'all-workers',
    keys: ['a'],
    label: 'a',
    help: 'all workers, or only the selected one',
    hint: 'all',
    views: ['logs'],
  },
  {
    command: 'wrap',
    keys: ['w'],
    label: 'w',
    help: 'wrap long lines, or cut them',
    hint: 'wrap',
    views: ['logs'],
  },
  {
    command: 'timestamps',
    keys: ['t'],
    label: 't',
    help: 'times of lines, or none',
    hint: 'times',
    views: ['logs'],
  },
  {
    command: 'threshold',
    keys: ['e'],
    label: 'e',
    help: 'all events, only warnings and errors, only errors',
    hint: 'severity',
    views: ['events'],
  },
  {
    command: 'stop-worker',
    keys: ['x'],
    label: 'x',
    help: 'stop the worker gracefully and replace it (asks)',
    hint: 'stop',
    only: 'live',
    views: OF_A_WORKER,
  },
  {
    command: 'kill-worker',
    keys: ['X'],
    label: 'X',
    help: 'kill the worker with SIGKILL (asks)',
    hint: 'kill',
    only: 'live',
    views: OF_A_WORKER,
  },
  {
    command: 'reload-worker',
    keys: ['r'],
    label: 'r',
    help: 'reload the worker: its replacement is ready before it goes',
    hint: 'reload',
    only: 'live',
    views: OF_A_WORKER,
  },
  {
    command: 'reload-all',
    keys: ['R'],
    label: 'R',
    help: 'reload all workers, one after the other (asks)',
    hint: 'reload all',
    only: 'live',
    views: OF_A_WORKER,
  },
  {
    command: 'scale-up',
    keys: ['+', '='],
    label: '+',
    help: 'one worker more',
    hint: 'more',
    only: 'live',
    views: OF_A_WORKER,
  },
  {
    command: 'scale-down',
    keys: ['-'],
    label: '-',
    help: 'one worker fewer (asks before the last one)',
    hint: 'fewer',
    only: 'live',
    views: OF_A_WORKER,
  },
  {
    command: 'policy',
    keys: ['p'],
    label: 'p',
    help: 'choose who gets the next connection',
    hint: 'policy',
    only: 'live',
    views: OF_A_WORKER,
  },
  {
    command: 'switch-span',
    keys: ['v'],
    label: 'v',
    help: 'distribution of the last minute, or in total (or since the policy was changed)',
    views: ['workers'],
  },
  {
    command: 'diagnose',
    keys: ['d'],
    label: 'd',
    help: 'diagnose: stack, CPU profile, heap snapshot, inspector, routes',
    hint: 'diagnose',
    only: 'live',
    views: OF_A_WORKER,
  },
  {
    command: 'routes',
    keys: ['o'],
    label: 'o',
    help: 'the most frequent and the slowest request paths of all workers',
    hint: 'routes',
    only: 'live',
    views: OF_A_WORKER,
  },
  {
    command: 'sort',
    keys: ['s'],
    label: 's',
    help: 'order the workers by the next column: CPU, RSS, and so on; then by number again',
    hint: 'sort',
    views: ['workers'],
  },
  {command: 'pause', keys: [' '], label: 'Space', help: 'pause, and go on', hint: 'pause', only: 'replay'},
  {command: 'back', keys: ['leftArrow'], label: '←', help: '10 seconds back', hint: 'back', only: 'replay'},
  {
    command: 'forward',
    keys: ['rightArrow'],
    label: '→',
    help: '10 seconds forward',
    hint: 'forward',
    only: 'replay',
  },
  {command: 'slower', keys: ['['], label: '[', help: 'slower, down to 0.25×', hint: 'slower', only: 'replay'},
  {command: 'faster', keys: [']'], label: ']', help: 'faster, up to 64×', hint: 'faster', only: 'replay'},
  {command: 'to-start', keys: ['{'], label: '{', help: 'to the start of the recording', only: 'replay'},
  {command: 'to-end', keys: ['}'], label: '}', help: 'to its end', only: 'replay'},
  {
    command: 'filter',
    keys: ['/'],
    label: '/',
    help: 'only the worker of that number or, from 3 digits on, in whose pid it is, or of that state; Enter keeps it, Esc leaves',
    hint: 'filter',
    views: ['workers'],
  },
  {
    command: 'mark',
    keys: ['m'],
    label: 'm',
    help: 'mark the worker, or not: x, X and r are for all that are marked',
    hint: 'mark',
    views: ['workers'],
  },
  {command: 'clear-marks', keys: ['M'], label: 'M', help: 'no worker is marked any more', views: ['workers']},
  {
    command: 'clear-table',
    keys: ['escape'],
    label: 'Esc',
    help: 'all workers again; once more: none marked; and then close the outcome of a reload',
    views: ['workers'],
  },
  {command: 'turn-sort', keys: ['S'], label: 'S', help: 'turn that order round', views: ['workers']},
  {
    command: 'previous-worker',
    keys: ['<'],
    label: '<',
    help: 'the worker before this one; in the logs of all, only the selected one',
    views: ['worker', 'logs'],
  },
  {command: 'next-worker', keys: ['>'], label: '>', help: 'the one behind it', views: ['worker', 'logs']},
  {
    command: 'kind',
    keys: ['t'],
    label: 't',
    help: 'only events of the next kind that there is, then all again',
    hint: 'kind',
    views: ['events'],
  },
  {
    command: 'bare',
    keys: ['b'],
    label: 'b',
    help: "no borders, for the terminal's own selection; and borders again",
    hint: 'bare',
    views: ['logs'],
  },
  {
    command: 'copy',
    keys: ['y'],
    label: 'y',
    help: 'copy the worker, event or line that has the mark, by OSC 52; in tmux with set-clipboard on',
    hint: 'copy',
  },
  {
    command: 'freeze',
    keys: [' '],
    label: 'Space',
    help: 'let the screen stand still while everything goes on, and follow again; logs opened meanwhile follow',
    hint: 'freeze',
    only: 'live',
  },
  {
    command: 'next-cluster',
    keys: [']'],
    label: ']',
    help: 'of several clusters, the next one',
    only: 'live',
    several: true,
  },
  {
    command: 'previous-cluster',
    keys: ['['],
    label: '[',
    help: 'the one before it',
    only: 'live',
    several: true,
  },
  {
    command: 'clusters',
    keys: ['c'],
    label: 'c',
    help: 'list the clusters, with state, workers and requests a second; Enter goes to the marked one',
    only: 'live',
    several: true,
  },
  {command: 'help', keys: ['?'], label: '?', help: 'this help', hint: 'help'},
  {command: 'suspend', keys: ['ctrl+z'], label: 'Ctrl-Z', help: 'suspend the viewer; fg brings it back'},
  {
    command: 'quit',
    keys: ['q'],
    label: 'q',
    help: 'quit (asks: stop the cluster, or leave it running; one opened by attach just closes)',
    hint: 'quit',
    only: 'live',
  },
  {
    command: 'stop-cluster',
    keys: ['ctrl+c'],
    label: 'Ctrl-C',
    help: 'stop the cluster gracefully; once more: at once (one opened by attach just closes)',
    only: 'live',
  },
  {
    command: 'quit',
    keys: ['q', 'ctrl+c'],
    label: 'q',
    help: 'leave the replay',
    hint: 'leave',
    only: 'replay',
  },
];

/** Without a view, those of all views. @param hasSeveral clusters, where the viewer has more than one. */
export function bindingsFor(mode: ViewerMode, view?: View, hasSeveral = true): readonly Binding[] {
  return keymap.filter(({only, views, several}) => {
    const isOfMode = only === undefined || only === mode;
    return isOfMode && (!view || !views || views.includes(view)) && (!several || hasSeveral);
  });
}

export function commandFor(
  key: string,
  mode: ViewerMode,
  view: View,
  hasSeveral = true,
): Command | undefined {
  return bindingsFor(mode, view, hasSeveral).find(({keys}) => keys.includes(key))?.command;
}

/** Whether a key is for the terminal, and so for no cluster: alike in all modes and views. */
export function isSuspendKey(key: string): boolean {
  return commandFor(key, 'live', 'workers') === 'suspend';
}
