import {
  ABSENT_MS,
  FRESH_MS,
  KEPT_BUSY_MS,
  LATE_AFTER_MS,
  ON_TRUST_MAX,
  PROMPT_ANSWERS,
  TRUST_AFTER_ANSWERS,
} from './bounds.js';

/**
 * Tells by what a worker says, and when, whether its event loop turns, and how many connections it may be given before
 * it has dealt with those that it was given. Times are those of `performance.now`.
 */
export class LifeSigns {
  readonly #onLate: () => void;
  #heardAt = 0;
  /** Since when it is silent though something is due from it; `Infinity` where nothing is. */
  #dueSince = Number.POSITIVE_INFINITY;
  #isAsked = false;
  #promptAnswers = 0;
  /** What it was given since the last question that it has answered, under any policy, */
  #onTrust = 0;
  /** and of that, before the question that it has not. */
  #onTrustBefore = 0;
  #onTrustMax = 1;
  #answers = 0;
  #timer: NodeJS.Timeout | undefined;
  /** When that one calls. */
  #callsAt = Number.POSITIVE_INFINITY;

  /** @param onLate called some time after {@link watch}: it may be overdue. */
  constructor(onLate: () => void) {
    this.#onLate = onLate;
  }

  /** It has said something just now, and may be given another connection. */
  get isTrusted(): boolean {
    return this.#onTrust < this.#onTrustMax && performance.now() - this.#heardAt < FRESH_MS;
  }

  /** It has said in time less often than {@link PROMPT_ANSWERS} that it goes on, since something has kept it busy or since its start. */
  get isUnproven(): boolean {
    return this.#promptAnswers < PROMPT_ANSWERS;
  }

  /** How long it has said nothing though something is due from it; 0 where nothing is. */
  get overdueMs(): number {
    return this.#dueSince === Number.POSITIVE_INFINITY ? 0 : performance.now() - this.#dueSince;
  }

  /** That is a while: it is busy. */
  get isLate(): boolean {
    return this.overdueMs > LATE_AFTER_MS;
  }

  /** It was asked, and has not answered yet. */
  get isAsked(): boolean {
    return this.#isAsked;
  }

  /** It was sent something that it acknowledges as soon as its event loop turns. */
  sent(): void {
    this.#dueSince = Math.min(this.#dueSince, performance.now());
  }

  /** What it was sent is a connection. */
  gave(): void {
    this.#onTrust += 1;
    this.sent();
  }

  /** It was sent a question, which it answers when it has dealt with what it was given before. */
  asked(): void {
    this.#isAsked = true;
    this.#onTrustBefore = this.#onTrust;
    this.sent();
  }

  /** To be called for each connection that waits for it: what it says meanwhile has it be overdue later. */
  watch(overdueMs = LATE_AFTER_MS): void {
    const now = performance.now();
    const callsAt = Math.max(now, this.#dueSince + overdueMs) + 1;
    if (callsAt >= this.#callsAt) return;
    clearTimeout(this.#timer);
    this.#callsAt = callsAt;
    this.#timer = setTimeout(() => {
      this.#callsAt = Number.POSITIVE_INFINITY;
      this.#onLate();
    }, callsAt - now);
  }

  answered(): void {
    this.#isAsked = false;
    this.#onTrust -= this.#onTrustBefore;
    this.#answers += 1;
    if (this.#answers % TRUST_AFTER_ANSWERS === 0) {
      this.#onTrustMax = Math.min(2 * this.#onTrustMax, ON_TRUST_MAX);
    }
  }

  /** @param unconfirmed connections that it has not acknowledged. */
  heard(unconfirmed: number): void {
    const now = performance.now();
    this.#promptAnswers = now - this.#dueSince > KEPT_BUSY_MS ? 0 : this.#promptAnswers + 1;
    // Whether something was due or not: it may have been busy all the time.
    if (now - this.#heardAt > ABSENT_MS) {
      this.#onTrustMax = 1;
      this.#answers = 0;
    }
    this.#heardAt = now;
    this.#dueSince = this.#isAsked || unconfirmed > 0 ? now : Number.POSITIVE_INFINITY;
  }

  /** A handle could not be sent. @param unconfirmed connections that it has not acknowledged. */
  withdrawn(unconfirmed: number): void {
    if (unconfirmed === 0 && !this.#isAsked) this.#dueSince = Number.POSITIVE_INFINITY;
  }

  close(): void {
    clearTimeout(this.#timer);
  }
}
