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

/** Where this process's `performance.now()` is zero, on the host's monotonic clock. */
export function clockOriginMs(): number {
  return monotonicMs() - performance.now();
}

/** A clock that reads, in this process, the `performance.now()` of the process whose origin is given. */
export function clockOf(originMs: number): () => number {
  const shiftMs = clockOriginMs() - originMs;
  return () => performance.now() + shiftMs;
}
