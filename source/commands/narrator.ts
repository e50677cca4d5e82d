import {readyWorkers} from '../api/ready-workers.js';
import type {ClusterEvent, Finding, Snapshot} from '../api/types.js';
import {sanitize} from '../harmless-text.js';
import {plural} from '../master/naming.js';
import {count, latency, span} from '../ui/format.js';
import {eventSentence, urgencyOf} from './sentences.js';

/** How things are is told this often when nothing else is, */
const STATUS_EVERY_MS = 60_000;
/** and sooner where the requests have become so many times more or fewer, */
const MARKED_CHANGE = 2;
/** from so many a second on, */
const RATE_MIN = 10;
/** but no more often than this. */
const STATUS_MS_MIN = 10_000;

/**
 * Tells what changes in a cluster in sentences, a line each, with nothing but words: for screen readers, and for
 * terminals that cannot move their cursor.
 */
export class Narrator {
  readonly #say: (sentence: string) => void;
  /** What was told of workers and is still so, by what is wrong. */
  #findings = new Map<string, Finding>();
  #toldAt = Number.NEGATIVE_INFINITY;
  #toldRate = 0;

  constructor(say: (sentence: string) => void) {
    this.#say = say;
  }

  event(event: ClusterEvent): void {
    this.#say(eventSentence(event));
  }

  snapshot(snapshot: Snapshot): void {
    this.#tellFindings(snapshot.findings);
    const rate = snapshot.total.requests.perSecond;
    const since = snapshot.at - this.#toldAt;
    const [less, more] = [Math.min(rate, this.#toldRate), Math.max(rate, this.#toldRate)];
    const isMarked = more >= RATE_MIN && more >= less * MARKED_CHANGE;
    if (since < STATUS_MS_MIN || (since < STATUS_EVERY_MS && !isMarked)) return;
    this.status(snapshot);
  }

  /** How everything is at this moment. */
  status(snapshot: Snapshot): void {
    const {at, cluster, total} = snapshot;
    this.#toldAt = at;
    this.#toldRate = total.requests.perSecond;
    const ready = readyWorkers(snapshot).length;
    const addresses = cluster.listeners.map(({address}) => address).join(' and ');
    const {p99Ms} = total.latency;
    this.#say(
      sanitize(
        [
          `${cluster.name} is ${cluster.state} for ${span(at - cluster.startedAt)}`,
          `${ready} of ${plural(cluster.workers, 'worker')} ready`,
          cluster.policy,
          addresses === '' ? 'listening on nothing yet' : `listening on ${addresses}`,
          `${count(Math.round(this.#toldRate))} requests a second`,
          ...(p99Ms === null ? [] : [`99 of 100 within ${latency(p99Ms)}`]),
          `${plural(total.connections.open, 'connection')} open`,
          `${plural(total.crashes, 'crash', 'crashes')}.`,
        ].join(', '),
      ),
    );
  }

  #tellFindings(findings: readonly Finding[]): void {
    // Figures in the text change; what is wrong does not.
    const current = new Map(findings.map(finding => [`${finding.slot} ${wordsOf(finding.text)}`, finding]));
    for (const [key, {slot, severity, text}] of current) {
      if (!this.#findings.has(key)) this.#say(`${urgencyOf(severity)}worker ${slot}: ${sanitize(text)}.`);
    }
    for (const [key, {slot, text}] of this.#findings) {
      if (!current.has(key)) this.#say(`Worker ${slot}, over: ${sanitize(text)}.`);
    }
    this.#findings = current;
  }
}

function wordsOf(text: string): string {
  return text.replace(/[\d.,]+/g, '');
}
