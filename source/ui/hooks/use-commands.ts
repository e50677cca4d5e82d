import {useCallback, useEffect, useReducer, useRef} from 'react';
import {plainLine} from '../../harmless-text.js';
import {perform, progressOf} from '../actions.js';
import type {Clusters} from '../clusters.js';
import {clusterCommands} from '../commands/cluster.js';
import {switchCommands} from '../commands/clusters.js';
import type {CommandContext, Geometry} from '../commands/context.js';
import {pressInOverlay} from '../commands/overlays.js';
import {pressInPrompt} from '../commands/prompt.js';
import {replayCommands} from '../commands/replay.js';
import {viewCommands} from '../commands/views.js';
import {dialogFor, quitDialog} from '../dialogs.js';
import {type Command, commandFor} from '../keymap.js';
import {hasNoSelection, selectedSlot} from '../selected-slot.js';
import type {Session} from '../session.js';
import {typedPattern} from '../typed-pattern.js';
import {type Action, initialUiState, type Notice, reduceUi, type UiEvent, type UiState} from '../ui-state.js';

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

/** What is not asked of the cluster that is shown, which may have ended. */
const OF_THE_VIEWER: ReadonlySet<Action['type']> = new Set(['stop-cluster', 'leave-running', 'show-cluster']);

/** What is typed, for the one cluster that is shown. */
export interface Typing {
  /** A key by its name. */
  press(name: string): void;
  paste(text: string): void;
}

/** Turns keys into moves, questions and actions. */
export function useCommands(
  session: Session,
  clusters: Clusters,
  geometry: Geometry,
): {readonly ui: UiState; readonly typing: Typing; readonly send: (event: UiEvent) => void} {
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
      if (isLasting) return;
      // A viewer that has closed does not wait for it: what it has asked for may be answered by then.
      noticeTimer.current = setTimeout(() => send({type: 'notice', notice: null}), NOTICE_MS).unref();
    },
    [send],
  );
  useEffect(() => () => clearTimeout(noticeTimer.current), []);

  const act = useCallback(
    async (action: Action) => {
      if (action.type === 'show-cluster') {
        clusters.show(action.index);
        return;
      }
      const {end, snapshot} = session.store.standing;
      if ((end || !snapshot) && !OF_THE_VIEWER.has(action.type)) {
        const why = end ? 'does not run' : 'has told nothing yet';
        notify({severity: 'warning', text: `${session.cluster.name} ${why}`});
        return;
      }
      notify({severity: 'info', text: progressOf(action, clusters.sessions.length)}, true);
      try {
        const {text, severity = 'good', report} = await perform(action, session, clusters);
        if (report) send({type: 'open-report', report});
        notify({severity, text}, action.type === 'stop-cluster');
      } catch (error) {
        notify({severity: 'error', text: (error as Error).message});
      }
    },
    [notify, send, session, clusters],
  );

  const ask = useCallback(
    (action: Action) => {
      // Consequences are those of now, even where the screen stands still.
      const {snapshot, end} = session.store.standing;
      const dialog =
        action.type === 'stop-cluster'
          ? quitDialog(action, clusters.snapshots)
          : snapshot && !end && dialogFor(action, snapshot);
      if (dialog) send({type: 'ask', dialog});
      else act(action);
    },
    [act, send, session, clusters],
  );

  const mode = session.replay ? 'replay' : 'live';

  function contextNow(): CommandContext {
    const ui = current.current;
    const {snapshot} = session.store.getView();
    const slot = selectedSlot(ui, snapshot);
    // The row that has the mark is the one that is meant, from now on; a filter that is left has meant none.
    if (slot !== ui.selected && ui.table.typed === null) send({type: 'select', slot});
    const copy = (text: string, what: string) => {
      session.copy(text);
      notify({severity: 'info', text: `copied ${what}, if the terminal lets programs do that`});
    };
    return {session, clusters, mode, ui, geometry, snapshot, slot, send, notify, copy, act, ask};
  }

  function execute(command: Command, context: CommandContext): void {
    if (OF_ONE_WORKER.has(command) && hasNoSelection(context.ui, context.snapshot)) {
      notify({severity: 'warning', text: 'no worker is shown; Esc shows all'});
      return;
    }
    const commands = {
      ...viewCommands(context),
      ...clusterCommands(context),
      ...switchCommands(context),
      ...(session.replay && replayCommands(session.replay, context)),
    };
    commands[command]?.();
  }

  function press(name: string): void {
    const context = contextNow();
    const {view} = context.ui;
    const command = commandFor(name, mode, view, clusters.areSeveral);
    if (name === 'ctrl+c' && command) execute(command, context);
    // Nobody sees what a key would do.
    else if (geometry.layout.tooSmall) return;
    else if (pressInOverlay(name, command, context) || pressInPrompt(name, context)) return;
    else if (command) execute(command, context);
    else if (commandFor(name, 'live', view, false)) notify({severity: 'warning', text: NOTHING_TO_CHANGE});
  }

  function paste(text: string): void {
    const typed = typedPattern(current.current);
    if (typed) send({type: `type-${typed.what}`, text: plainLine(text.split(/[\r\n]/, 1)[0]!)});
    else notify({severity: 'warning', text: 'pasted text is ignored'});
  }

  return {ui: state, typing: {press, paste}, send};
}
