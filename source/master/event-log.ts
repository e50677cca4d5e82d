import {EventEmitter} from 'node:events';
import type {ClusterEvent, EventKind, Severity} from '../api/types.js';
import {EVENTS_MAX} from './bounds.js';
import {Ring} from './ring.js';

export interface NewEvent {
  readonly kind: EventKind;
  readonly severity: Severity;
  readonly slot?: number;
  readonly pid?: number;
  readonly message: string;
  readonly detail?: string | null;
}

/** What happened, newest last, bounded; emits `event`. */
export class EventLog extends EventEmitter<{event: [ClusterEvent]}> {
  readonly #ring = new Ring<ClusterEvent>(EVENTS_MAX);
  #lastId = 0;

  add({kind, severity, slot, pid, message, detail}: NewEvent): void {
    this.#lastId += 1;
    const event: ClusterEvent = {
      id: this.#lastId,
      at: Date.now(),
      kind,
      severity,
      slot: slot ?? null,
      pid: pid ?? null,
      message,
      detail: detail || null,
    };
    this.#ring.push(event);
    this.emit('event', event);
  }

  /** Those that are kept and came after `id`. */
  since(id: number): ClusterEvent[] {
    return this.#ring.toArray().filter(event => event.id > id);
  }
}
