import type {SlotSnapshot} from '../../api/types.js';
import {diagnosisMenu} from '../diagnosis-menu.js';
import {policyMenu} from '../policy-menu.js';
import {markedSlots} from '../table-state.js';
import type {WorkerAction} from '../ui-state.js';
import type {CommandContext, Commands} from './context.js';

const ALREADY_STOPPING = 'stopping already: Ctrl-C ends it at once';

/** What changes the cluster, asks something of it, or leaves it. */
export function clusterCommands({
  session,
  clusters,
  ui,
  snapshot,
  slot,
  send,
  notify,
  act,
  ask,
}: CommandContext): Commands {
  const workers = session.workersWanted;
  const worker = snapshot?.slots[slot - 1]?.worker;
  /** Of the marked workers in the table, or else of the selected one. */
  const askFor = (type: WorkerAction['type']) => {
    const marked = ui.view === 'workers' ? markedSlots(snapshot?.slots ?? [], ui.table) : [];
    const selected = snapshot?.slots[slot - 1];
    if (!selected) {
      ask({type, slot, pid: undefined});
      return;
    }
    const asked = marked.length > 0 ? marked : [selected];
    // A reload starts what does not run; whatever else is meant for a process finds none, or another one.
    const targets = type === 'reload-worker' ? asked : asked.filter(({worker}) => worker);
    const actions = targets.map(({slot, worker}) => ({type, slot, pid: worker?.pid}));
    const [action] = actions;
    if (!action) notify({severity: 'warning', text: notRunning(asked)});
    else ask(marked.length > 0 ? {type: 'several', actions} : action);
  };
  return {
    'stop-worker': () => askFor('stop-worker'),
    'kill-worker': () => askFor('kill-worker'),
    'reload-worker': () => askFor('reload-worker'),
    'reload-all': () => ask({type: 'reload-all'}),
    'scale-up': () => ask({type: 'scale', workers: workers + 1}),
    'scale-down': () => {
      if (workers > 1) ask({type: 'scale', workers: workers - 1});
      else
        notify({
          severity: 'warning',
          text: `one worker is the least${clusters.areOwned ? '; q stops the cluster' : ''}`,
        });
    },
    policy: () => {
      if (snapshot) send({type: 'open-menu', ...policyMenu(snapshot.cluster.policy)});
    },
    diagnose: () => {
      if (worker) send({type: 'open-menu', menu: diagnosisMenu(slot, worker), chosen: 0});
      else notify({severity: 'warning', text: notRunning([{slot}])});
    },
    routes: () => act({type: 'routes', slot: null}),
    quit: () => {
      if (!clusters.areOwned) clusters.leave();
      else if (clusters.isStopping) notify({severity: 'info', text: ALREADY_STOPPING}, true);
      else ask({type: 'stop-cluster', force: false});
    },
    'stop-cluster': () => {
      if (clusters.areOwned) act({type: 'stop-cluster', force: clusters.isStopping});
      else clusters.leave();
    },
  };
}

function notRunning(slots: readonly Pick<SlotSnapshot, 'slot'>[]): string {
  const [first, another] = slots;
  return another
    ? 'none of them is running; r starts them'
    : `worker ${first!.slot} is not running; r starts it`;
}
