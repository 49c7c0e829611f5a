/**
 * How old this replica's knowledge may be. The proof is an answer of Redis: one connection keeps the order, so all
 * that Redis had pushed on it before has arrived too. It proves the moment at which the question was sent, not the
 * one at which the answer came.
 */
export interface Freshness {
  /** The knowledge is complete as of then. */
  begin(askedAtMs: number): void;
  /** It still is as of then. Without a beginning this proves nothing. */
  prove(askedAtMs: number): void;
  /** It is not complete any more. */
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
