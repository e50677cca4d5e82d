import {POLICIES, type Policy} from '../api/types.js';
import type {Menu} from './ui-state.js';

const HELP: Record<Policy, string> = {
  'round-robin': 'each worker in turn',
  'least-connections': 'the worker with the fewest open ones',
  sticky: 'always the same worker for a client address',
  shared: 'the kernel decides; idle ones are evened out',
};

/** All policies, the current one chosen. */
export function policyMenu(current: Policy): {readonly menu: Menu; readonly chosen: number} {
  return {
    menu: {
      title: 'Who gets the next connection?',
      items: POLICIES.map(policy => ({
        label: policy,
        help: policy === current ? `${HELP[policy]} (now)` : HELP[policy],
        action: {type: 'set-policy', policy},
      })),
    },
    chosen: POLICIES.indexOf(current),
  };
}
