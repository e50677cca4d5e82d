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
  | 'help'
  | 'quit'
  | 'stop-cluster';

export interface Binding {
  readonly command: Command;
  /** As Ink names them: a character, or the name of a special key. */
  readonly keys: readonly string[];
  /** As a person reads them. */
  readonly label: string;
  readonly help: string;
  /** In the hint bar, where there is room; the shortest word that says it. */
  readonly hint?: string;
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
  },
  {
    command: 'kill-worker',
    keys: ['X'],
    label: 'X',
    help: 'kill the worker with SIGKILL (asks)',
    hint: 'kill',
  },
  {
    command: 'reload-worker',
    keys: ['r'],
    label: 'r',
    help: 'reload the worker: its replacement is ready before it goes',
    hint: 'reload',
  },
  {
    command: 'reload-all',
    keys: ['R'],
    label: 'R',
    help: 'reload all workers, one after the other (asks)',
    hint: 'reload all',
  },
  {command: 'scale-up', keys: ['+', '='], label: '+', help: 'one worker more', hint: 'more'},
  {
    command: 'scale-down',
    keys: ['-'],
    label: '-',
    help: 'one worker fewer (asks before the last one)',
    hint: 'fewer',
  },
  {
    command: 'policy',
    keys: ['p'],
    label: 'p',
    help: 'choose who gets the next connection',
    hint: 'policy',
  },
  {
    command: 'diagnose',
    keys: ['d'],
    label: 'd',
    help: 'diagnose the worker: stack, CPU profile, heap snapshot, inspector',
    hint: 'diagnose',
  },
  {command: 'help', keys: ['?'], label: '?', help: 'this help', hint: 'help'},
  {command: 'quit', keys: ['q'], label: 'q', help: 'quit (asks, and says what stops)', hint: 'quit'},
  {
    command: 'stop-cluster',
    keys: ['ctrl+c'],
    label: 'Ctrl-C',
    help: 'stop the cluster gracefully; once more: at once',
  },
];

export function commandFor(key: string): Command | undefined {
  return keymap.find(({keys}) => keys.includes(key))?.command;
}
