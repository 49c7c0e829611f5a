/**
 * An open loop on an absolute schedule: request k is due at t0 + k / rate, whatever the answers do. Late requests are
 * sent at once, all of them, and keep their due time, so that a stall of the server or of this process shows up as
 * latency instead of vanishing (coordinated omission; Tene, wrk2).
 */
export interface Schedule {
  readonly startMs: number;
  readonly ratePerSecond: number;
  readonly count: number;
  /** Sleep until this close to the next due time, then spin on `setImmediate`. */
  readonly fineMs: number;
  readonly now: () => number;
  readonly send: (k: number, dueMs: number) => void;
  readonly signal: AbortSignal;
}

/** Resolves when the last request was sent, or at once when the signal aborts. Does not wait for answers. */
export function keepSchedule(schedule: Schedule): Promise<void> {
  const { startMs, ratePerSecond, count, fineMs, now, send, signal } = schedule;
  const dueMs = (k: number) => startMs + (k * 1_000) / ratePerSecond;
  return new Promise((resolve) => {
    let next = 0;
    let timer: NodeJS.Timeout | undefined;
    const stop = () => {
      clearTimeout(timer);
      next = count;
      resolve();
    };
    const step = () => {
      while (next < count && dueMs(next) <= now()) {
        send(next, dueMs(next));
        next += 1;
      }
      if (next >= count) {
        signal.removeEventListener('abort', stop);
        resolve();
        return;
      }
      // Timers have whole milliseconds and fire late; the rest is spun, with a turn for sockets in between.
      const sleepMs = Math.floor(dueMs(next) - now() - fineMs);
      if (sleepMs >= 1) timer = setTimeout(step, sleepMs);
      else setImmediate(step);
    };
    if (signal.aborted) resolve();
    else {
      signal.addEventListener('abort', stop, { once: true });
      step();
    }
  });
}
