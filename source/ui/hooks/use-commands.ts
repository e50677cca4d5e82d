import {useInput, usePaste} from 'ink';
import {useCallback, useEffect, useReducer, useRef} from 'react';
import {perform, progressOf} from '../actions.js';
import {clusterCommands} from '../commands/cluster.js';
import type {CommandContext, Geometry} from '../commands/context.js';
import {pressInOverlay} from '../commands/overlays.js';
import {pressInPrompt} from '../commands/prompt.js';
import {replayCommands} from '../commands/replay.js';
import {viewCommands} from '../commands/views.js';
import {dialogFor} from '../dialogs.js';
import {type Command, commandFor} from '../keymap.js';
import {hasNoSelection, selectedSlot} from '../selected-slot.js';
import type {Session} from '../session.js';
import {plainLine} from '../text.js';
import {typedPattern} from '../typed-pattern.js';
import {type Action, initialUiState, type Notice, reduceUi, type UiState} from '../ui-state.js';
import {keyNames} from './key-names.js';

/** How long the outcome of an action stays on the last line. */
const NOTICE_MS = 6000;
/** What is done to the selected worker, or with it. */
const OF_ONE_WORKER: ReadonlySet<Command> = new Set([
  'stop-worker',
  'kill-worker',
  'reload-worker',
  'diagnose',
  'open',
  'logs',
  'mark',
  'copy',
]);
const NOTHING_TO_CHANGE = 'this is a recording: nothing can be changed in it';

/** Listens to keys, and turns them into moves, questions and actions. */
export function useCommands(session: Session, geometry: Geometry): UiState {
  const [state, dispatch] = useReducer(reduceUi, initialUiState);
  const noticeTimer = useRef<NodeJS.Timeout>(undefined);
  // Several keys can arrive in one event, each acting on what the one before has left.
  const current = useRef(state);

  const send: typeof dispatch = useCallback(event => {
    current.current = reduceUi(current.current, event);
    dispatch(event);
  }, []);
  const notify = useCallback(
    (notice: Notice, isLasting = false) => {
      clearTimeout(noticeTimer.current);
      send({type: 'notice', notice});
      if (!isLasting) noticeTimer.current = setTimeout(() => send({type: 'notice', notice: null}), NOTICE_MS);
    },
    [send],
  );
  useEffect(() => () => clearTimeout(noticeTimer.current), []);

  const act = useCallback(
    async (action: Action) => {
      notify({severity: 'info', text: progressOf(action)}, true);
      try {
        const {text, severity = 'good', report} = await perform(action, session);
        if (report) send({type: 'open-report', report});
        notify({severity, text}, action.type === 'stop-cluster');
      } catch (error) {
        notify({severity: 'error', text: (error as Error).message});
      }
    },
    [notify, send, session],
  );

  const ask = useCallback(
    (action: Action) => {
      // Consequences are those of now, even where the screen stands still.
      const {snapshot} = session.store.latest;
      const dialog = snapshot && dialogFor(action, snapshot);
      if (dialog) send({type: 'ask', dialog});
      else act(action);
    },
    [act, send, session],
  );

  const mode = session.replay ? 'replay' : 'live';

  function contextNow(): CommandContext {
    const ui = current.current;
    const {snapshot} = session.store.getView();
    const slot = selectedSlot(ui, snapshot);
    // The row that has the mark is the one that is meant, from now on.
    if (slot !== ui.selected) send({type: 'select', slot});
    const copy = (text: string, what: string) => {
      session.copy(text);
      notify({severity: 'info', text: `copied ${what}, if the terminal lets programs do that`});
    };
    return {session, mode, ui, geometry, snapshot, slot, send, notify, copy, act, ask};
  }

  function execute(command: Command, context: CommandContext): void {
    if (OF_ONE_WORKER.has(command) && hasNoSelection(context.ui, context.snapshot)) {
      notify({severity: 'warning', text: 'no worker is shown; Esc shows all'});
      return;
    }
    const commands = {
      ...viewCommands(context),
      ...clusterCommands(context),
      ...(session.replay && replayCommands(session.replay, context)),
    };
    commands[command]?.();
  }

  useInput((input, key) => {
    for (const name of keyNames(input, key)) {
      const context = contextNow();
      const {view} = context.ui;
      const command = commandFor(name, mode, view);
      if (name === 'ctrl+c' && command) execute(command, context);
      // Nobody sees what a key would do.
      else if (geometry.layout.tooSmall) continue;
      else if (pressInOverlay(name, command, context) || pressInPrompt(name, context)) continue;
      else if (command) execute(command, context);
      else if (commandFor(name, 'live', view)) notify({severity: 'warning', text: NOTHING_TO_CHANGE});
    }
  });
  // What is pasted by mistake is text and no command; without this it would arrive as keys.
  usePaste(text => {
    const typed = typedPattern(current.current);
    if (typed) send({type: `type-${typed.what}`, text: plainLine(text.split('\n', 1)[0]!)});
    else notify({severity: 'warning', text: 'pasted text is ignored'});
  });
  return state;
}
