/**
 * The age of this replica's knowledge in the worst case. An answer of Redis is the proof: a connection keeps the order,
 * so everything that Redis pushed on it before the answer has arrived too. The answer proves the time at which the
 * question was sent, and not the time at which the answer came.
 */
export interface Freshness {
  /** The knowledge was complete at that time. */
  begin(askedAtMs: number): void;
  /** It was still complete at that time. Without a beginning this proves nothing. */
  prove(askedAtMs: number): void;
  /** The knowledge is no longer complete. */
  forget(): void;
  /** Infinity without a beginning. */
  ageMs(): number;
}

/** @param monotonicMs must never jump: a wall clock that is set back would make old knowledge new */
export function createFreshness(monotonicMs: () => number): Freshness {
  let provenAtMs: number | null = null;
  return {
    begin(askedAtMs) {
      provenAtMs = askedAtMs;
    },
    prove(askedAtMs) {
      if (provenAtMs !== null) provenAtMs = Math.max(provenAtMs, askedAtMs);
    },
    forget() {
      provenAtMs = null;
    },
    ageMs: () => (provenAtMs === null ? Number.POSITIVE_INFINITY : monotonicMs() - provenAtMs),
  };
}
