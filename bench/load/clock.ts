/**
 * One clock for the harness and its child processes.
 *
 * `performance.now()` counts from the start of its own process, so it cannot be compared between processes.
 * `process.hrtime` reads CLOCK_MONOTONIC, which every process of one host shares; the difference between the two is
 * constant within a process. With it, a child can stamp its records on the harness's `performance.now()`, where the
 * stamps of the faults and of the revoking requests stand as well.
 */

/** Milliseconds on the host's monotonic clock, the same in every process of this host. */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/**
 * Where this process's `performance.now()` is zero, on the host's monotonic clock. The two cannot be read in one
 * instant, and a busy host may stop this process between the readings; so the tightest of several readings counts.
 */
export function clockOriginMs(): number {
  const readings = Array.from({ length: 8 }, () => {
    const beforeMs = performance.now();
    const hostMs = monotonicMs();
    const afterMs = performance.now();
    return { originMs: hostMs - (beforeMs + afterMs) / 2, doubtMs: afterMs - beforeMs };
  });
  return readings.reduce((a, b) => (b.doubtMs < a.doubtMs ? b : a)).originMs;
}

/** A clock that reads, in this process, the `performance.now()` of the process whose origin is given. */
export function clockOf(originMs: number): () => number {
  const shiftMs = clockOriginMs() - originMs;
  return () => performance.now() + shiftMs;
}

const cell = new Int32Array(new SharedArrayBuffer(4));

/**
 * Gives the CPU away for about 0.2 ms, less than any timer can: a timer has whole milliseconds, and spinning instead
 * would take a core from the servers that are measured. Blocks the event loop meanwhile, so an answer that arrives then
 * is stamped up to that much later; for moments when start times count for more.
 */
export function nap(): void {
  // Asked for 0.1 ms; waking up takes another tenth.
  Atomics.wait(cell, 0, 0, 0.1);
}

/** How long a nap takes, with some margin. Milliseconds. */
export const napMs = 0.3;
