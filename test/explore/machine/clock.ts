/** A timer of the code under test. It fires when the scheduler says so, and never by itself. */
export interface VirtualTimer {
  readonly callback: () => void;
  /** Milliseconds since the epoch at which the timer is due. */
  dueMs: number;
  readonly delayMs: number;
  /** Null: the timer fires once. */
  readonly everyMs: number | null;
  /** Who has set the timer: a request, or a replica in the background. */
  readonly actor: string;
}

/** The time of one run. It stands still until it is moved. */
export class VirtualClock {
  #nowMs: number;
  readonly #startMs: number;
  readonly #timers = new Set<VirtualTimer>();
  readonly #actor: () => string;

  /** @param actor names who sets a timer */
  constructor(startMs: number, actor: () => string) {
    this.#nowMs = startMs;
    this.#startMs = startMs;
    this.#actor = actor;
  }

  /** Milliseconds since the epoch. */
  nowMs(): number {
    return this.#nowMs;
  }

  /** Milliseconds since the start of the run: what `performance.now` shows. */
  monotonicMs(): number {
    return this.#nowMs - this.#startMs;
  }

  set(callback: () => void, delayMs: number, repeats: boolean): VirtualTimer {
    const wholeMs = Math.max(1, Math.round(Number.isFinite(delayMs) ? delayMs : 1));
    const timer = {
      callback,
      dueMs: this.#nowMs + wholeMs,
      delayMs: wholeMs,
      everyMs: repeats ? wholeMs : null,
      actor: this.#actor(),
    };
    this.#timers.add(timer);
    return timer;
  }

  clear(timer: VirtualTimer): void {
    this.#timers.delete(timer);
  }

  /** The timers that wait, in the order in which they are due. */
  waiting(): readonly VirtualTimer[] {
    return [...this.#timers].sort((one, other) => one.dueMs - other.dueMs);
  }

  /** Fires one timer now, without moving the time. Nothing happens when it has been cleared meanwhile. */
  fire(timer: VirtualTimer): void {
    if (!this.#timers.has(timer)) return;
    if (timer.everyMs === null) this.#timers.delete(timer);
    else timer.dueMs = this.#nowMs + timer.everyMs;
    timer.callback();
  }

  /** Moves the time at one stroke, and fires each timer that is due by then once. */
  advance(ms: number): void {
    this.#nowMs += ms;
    for (const timer of this.waiting()) {
      if (timer.dueMs <= this.#nowMs) this.fire(timer);
    }
  }
}
