import {PROFILE_SECONDS_DEFAULT, type WorkerSnapshot} from '../api/types.js';
import type {Menu} from './ui-state.js';

const LONG_PROFILE_SECONDS = 30;

/** What can be found out about a worker. */
export function diagnosisMenu(slot: number, {pid, inspectorUrl}: WorkerSnapshot): Menu {
  const isOpen = inspectorUrl !== null;
  return {
    title: `What is with worker ${slot} (pid ${pid})?`,
    items: [
      {
        label: 'stack',
        help: 'what it runs at this moment',
        action: {type: 'diagnose', kind: 'stack', slot, pid},
      },
      ...[PROFILE_SECONDS_DEFAULT, LONG_PROFILE_SECONDS].map(seconds => ({
        label: `CPU profile, ${seconds} s`,
        help: 'which functions take the time',
        action: {type: 'diagnose', kind: 'profile', slot, pid, seconds} as const,
      })),
      {
        label: 'heap snapshot',
        help: 'what memory it keeps (asks)',
        action: {type: 'diagnose', kind: 'heap', slot, pid},
      },
      {
        label: 'routes',
        help: 'its most frequent and its slowest request paths',
        action: {type: 'routes', slot},
      },
      {
        label: isOpen ? 'close the inspector' : 'open the inspector',
        help: isOpen ? `it is on ${inspectorUrl}` : 'for DevTools and other debuggers, on loopback',
        action: {type: 'inspect', slot, pid, open: !isOpen},
      },
    ],
  };
}
