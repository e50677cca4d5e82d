/** What a key can ask for. */
export type Command =
  | 'up'
  | 'down'
  | 'page-up'
  | 'page-down'
  | 'first'
  | 'last'
  | 'stop-worker'
  | 'kill-worker'
  | 'reload-worker'
  | 'reload-all'
  | 'scale-up'
  | 'scale-down'
  | 'policy'
  | 'diagnose'
  | 'routes'
  | 'help'
  | 'quit'
  | 'stop-cluster'
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
}

/** The one table of keys: it makes the bindings, the help and the hint bar. */
export const keymap: readonly Binding[] = [
  {command: 'up', keys: ['upArrow', 'k'], label: '↑ k', help: 'select the worker above'},
  {command: 'down', keys: ['downArrow', 'j'], label: '↓ j', help: 'select the worker below'},
  {command: 'page-up', keys: ['pageUp'], label: 'PgUp', help: 'a page up'},
  {command: 'page-down', keys: ['pageDown'], label: 'PgDn', help: 'a page down'},
  {command: 'first', keys: ['g', 'home'], label: 'g Home', help: 'the first worker'},
  {command: 'last', keys: ['G', 'end'], label: 'G End', help: 'the last worker'},
  {
    command: 'stop-worker',
    keys: ['x'],
    label: 'x',
    help: 'stop the worker gracefully and replace it (asks)',
    hint: 'stop',
    only: 'live',
  },
  {
    command: 'kill-worker',
    keys: ['X'],
    label: 'X',
    help: 'kill the worker with SIGKILL (asks)',
    hint: 'kill',
    only: 'live',
  },
  {
    command: 'reload-worker',
    keys: ['r'],
    label: 'r',
    help: 'reload the worker: its replacement is ready before it goes',
    hint: 'reload',
    only: 'live',
  },
  {
    command: 'reload-all',
    keys: ['R'],
    label: 'R',
    help: 'reload all workers, one after the other (asks)',
    hint: 'reload all',
    only: 'live',
  },
  {command: 'scale-up', keys: ['+', '='], label: '+', help: 'one worker more', hint: 'more', only: 'live'},
  {
    command: 'scale-down',
    keys: ['-'],
    label: '-',
    help: 'one worker fewer (asks before the last one)',
    hint: 'fewer',
    only: 'live',
  },
  {
    command: 'policy',
    keys: ['p'],
    label: 'p',
    help: 'choose who gets the next connection',
    hint: 'policy',
    only: 'live',
  },
  {
    command: 'diagnose',
    keys: ['d'],
    label: 'd',
    help: 'diagnose: stack, CPU profile, heap snapshot, inspector, routes',
    hint: 'diagnose',
    only: 'live',
  },
  {
    command: 'routes',
    keys: ['o'],
    label: 'o',
    help: 'the most frequent and the slowest request paths of all workers',
    hint: 'routes',
    only: 'live',
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
  {command: 'help', keys: ['?'], label: '?', help: 'this help', hint: 'help'},
  {
    command: 'quit',
    keys: ['q'],
    label: 'q',
    help: 'quit (asks, and says what stops)',
    hint: 'quit',
    only: 'live',
  },
  {
    command: 'stop-cluster',
    keys: ['ctrl+c'],
    label: 'Ctrl-C',
    help: 'stop the cluster gracefully; once more: at once',
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

export function bindingsFor(mode: ViewerMode): readonly Binding[] {
  return keymap.filter(({only}) => only === undefined || only === mode);
}

export function commandFor(key: string, mode: ViewerMode): Command | undefined {
  return bindingsFor(mode).find(({keys}) => keys.includes(key))?.command;
}
