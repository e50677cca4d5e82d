import {ActionError} from '../api/action-error.js';
import type {Origin} from '../api/control.js';
import type {Policy} from '../api/types.js';
import type {EventLog} from './event-log.js';
import type {Listeners} from './listeners.js';

/** Changes who gets the next connection; one change at a time. */
export class PolicySwitch {
  readonly #listeners: Listeners;
  readonly #events: EventLog;
  #isRunning = false;
  #last: {readonly at: number; readonly from: Policy} | null = null;

  constructor(listeners: Listeners, events: EventLog) {
    this.#listeners = listeners;
    this.#events = events;
  }

  /** The last change, a new object for each. */
  get last(): {readonly at: number; readonly from: Policy} | null {
    return this.#last;
  }

  /** No listener and no connection is closed for it. @throws ActionError */
  async change(policy: Policy, origin: Origin): Promise<string> {
    if (this.#isRunning) throw new ActionError('ERR_BUSY', 'the policy is just being changed');
    const before = this.#listeners.policy;
    if (policy === before) return `${policy}, as before`;
    this.#isRunning = true;
    try {
      await this.#listeners.use(policy);
    } catch (error) {
      throw new ActionError('ERR_ACTION_FAILED', (error as Error).message);
    } finally {
      this.#isRunning = false;
    }
    this.#last = {at: Date.now(), from: before};
    const message = `policy changed from ${before} to ${policy}, asked by ${origin}`;
    this.#events.add({kind: 'policy', severity: 'info', message});
    return message;
  }
}
