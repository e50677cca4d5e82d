import {useInput, usePaste} from 'ink';
import {useCallback, useEffect, useReducer, useRef} from 'react';
import {dialogFor, perform, progressOf} from '../actions.js';
import {diagnosisMenu} from '../diagnosis-menu.js';
import {type Command, commandFor} from '../keymap.js';
import {policyMenu} from '../policy-menu.js';
import type {Session} from '../session.js';
import {type Action, initialUiState, type Notice, type Report, reduceUi, type UiState} from '../ui-state.js';
import {keyNames} from './key-names.js';

/** How long the outcome of an action stays on the last line. */
const NOTICE_MS = 6000;
const SEEK_MS = 10_000;
const NOTHING_TO_CHANGE = 'this is a recording: nothing can be changed in it';
const ALREADY_STOPPING = 'stopping already: Ctrl-C ends it at once';

/** How much of a report is shown at once. */
export interface ReaderSize {
  readonly rows: number;
  /** The first line that is shown when all of the rest is. */
  readonly lastOffset: (report: Report) => number;
}

/** How far a command moves in a report of which so many rows are shown. */
const SCROLLS: Partial<Record<Command, (rows: number) => number>> = {
  up: () => -1,
  down: () => 1,
  'page-up': rows => -rows,
  'page-down': rows => rows,
  first: () => Number.NEGATIVE_INFINITY,
  last: () => Number.POSITIVE_INFINITY,
};

/** Listens to keys, and turns them into moves, questions and actions. */
export function useCommands(session: Session, pageRows: number, reader: ReaderSize): UiState {
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
        const {text, report} = await perform(action, session);
        if (report) send({type: 'open-report', report});
        notify({severity: 'good', text}, action.type === 'stop-cluster');
      } catch (error) {
        notify({severity: 'error', text: (error as Error).message});
      }
    },
    [notify, send, session],
  );

  const ask = useCallback(
    (action: Action) => {
      const {snapshot} = session.store.getView();
      const dialog = snapshot && dialogFor(action, snapshot);
      if (dialog) send({type: 'ask', dialog});
      else act(action);
    },
    [act, send, session],
  );

  const execute = useCallback(
    (command: Command) => {
      const {snapshot} = session.store.getView();
      const slots = snapshot?.slots.length ?? 1;
      const workers = session.workersWanted;
      const slot = Math.min(current.current.selected, slots);
      const pid = snapshot?.slots[slot - 1]?.worker?.pid;
      const move = (by: number) => send({type: 'move', by, slots});
      const commands: Record<Command, () => void> = {
        up: () => move(-1),
        down: () => move(1),
        'page-up': () => move(-pageRows),
        'page-down': () => move(pageRows),
        first: () => move(-slots),
        last: () => move(slots),
        'stop-worker': () => ask({type: 'stop-worker', slot, pid}),
        'kill-worker': () => ask({type: 'kill-worker', slot, pid}),
        'reload-worker': () => ask({type: 'reload-worker', slot}),
        'reload-all': () => ask({type: 'reload-all'}),
        'scale-up': () => ask({type: 'scale', workers: workers + 1}),
        'scale-down': () => {
          if (workers > 1) ask({type: 'scale', workers: workers - 1});
          else notify({severity: 'warning', text: 'one worker is the least; q stops the cluster'});
        },
        policy: () => {
          if (snapshot) send({type: 'open-menu', ...policyMenu(snapshot.cluster.policy)});
        },
        diagnose: () => {
          const worker = snapshot?.slots[slot - 1]?.worker;
          if (worker) send({type: 'open-menu', menu: diagnosisMenu(slot, worker), chosen: 0});
          else notify({severity: 'warning', text: `worker ${slot} is not running`});
        },
        routes: () => act({type: 'routes', slot: null}),
        help: () => send({type: 'toggle-help'}),
        quit: () => {
          if (!session.ownsCluster) session.detach();
          else if (session.isStopping) notify({severity: 'info', text: ALREADY_STOPPING}, true);
          else ask({type: 'stop-cluster', force: false});
        },
        'stop-cluster': () => {
          if (session.ownsCluster) act({type: 'stop-cluster', force: session.isStopping});
          else session.detach();
        },
        pause: () => {
          const isDone = session.replay!.togglePause();
          if (!isDone) notify({severity: 'info', text: 'the recording ends here; ← goes back'});
        },
        back: () => session.replay!.seekBy(-SEEK_MS),
        forward: () => session.replay!.seekBy(SEEK_MS),
        slower: () => session.replay!.changeSpeed('slower'),
        faster: () => session.replay!.changeSpeed('faster'),
        'to-start': () => session.replay!.seekTo(session.replay!.getStatus().startsAt),
        'to-end': () => session.replay!.seekTo(session.replay!.getStatus().endsAt),
      };
      commands[command]();
    },
    [act, ask, notify, pageRows, send, session],
  );

  const mode = session.replay ? 'replay' : 'live';
  useInput((input, key) => {
    for (const name of keyNames(input, key)) {
      const {dialog, answer, menu, chosen, showsHelp, report} = current.current;
      const command = commandFor(name, mode);
      if (name === 'ctrl+c' && command) {
        execute(command);
      } else if (dialog) {
        if (name === 'y' || (name === 'return' && answer === 'yes')) act(dialog.action);
        if (['y', 'n', 'q', 'return', 'escape'].includes(name)) send({type: 'close-dialog'});
        else if (['tab', 'leftArrow', 'rightArrow'].includes(name)) send({type: 'switch-answer'});
      } else if (menu) {
        if (['return', 'escape', 'q', 'p', 'd'].includes(name)) send({type: 'close-menu'});
        if (name === 'return') ask(menu.items[chosen]!.action);
        else if (command === 'up' || command === 'down')
          send({type: 'choose', by: command === 'up' ? -1 : 1});
      } else if (showsHelp) {
        if (['?', 'escape', 'q', 'return'].includes(name)) send({type: 'toggle-help'});
      } else if (report) {
        const by = command && SCROLLS[command]?.(reader.rows);
        if (by !== undefined) send({type: 'scroll-report', by, last: reader.lastOffset(report)});
        else if (['escape', 'q', 'return', 'd', 'o'].includes(name)) send({type: 'close-report'});
      } else if (command) {
        execute(command);
      } else if (commandFor(name, 'live')) {
        notify({severity: 'warning', text: NOTHING_TO_CHANGE});
      }
    }
  });
  // What is pasted by mistake is text and no command; without this it would arrive as keys.
  usePaste(() => notify({severity: 'warning', text: 'pasted text is ignored'}));
  return state;
}
