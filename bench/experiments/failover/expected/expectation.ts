import type { ExpectedOutcome } from '../../../result/failover-cell.ts';

/** One row of the fault matrix: the same outcome for all these contenders in all these faults. */
export interface Expectation {
  /** As `nameOf` names them. */
  readonly faults: readonly string[];
  readonly contenders: readonly string[];
  /** What differs from the time before the fault. */
  readonly outcome: Partial<ExpectedOutcome>;
  readonly reason: string;
  /** A measurement, a rule in a source or a document that it rests on. */
  readonly source: string;
}

/** Sessions whose records are in Redis. */
export const sharedSessions = ['sessions', 'sessions-hardened', 'sessions-cached'];
/** Sessions whose records are in the memory of one replica. */
export const localSessions = ['sessions-memory', 'sessions-sticky'];
/** Tokens that are checked against a list in Redis at each request. */
export const askedTokens = ['tokens', 'tokens-fail-open'];
/** Tokens that are judged by their signature and expiry alone. */
export const signatureTokens = ['tokens-stateless', 'tokens-short'];
/** Tokens that are checked against the replica's own copy of the list. */
export const pushedTokens = ['tokens-pushed'];

export const allContenders = [
  ...sharedSessions,
  ...localSessions,
  ...askedTokens,
  ...signatureTokens,
  ...pushedTokens,
];

export function allBut(...left: readonly string[]): readonly string[] {
  return allContenders.filter((contender) => !left.includes(contender));
}
