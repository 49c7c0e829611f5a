import type { Arm, Stack } from '../../../../infra/stack/stack.ts';
import type { Correctness } from '../../../result/revocation-findings.ts';

/** One way in which lists of revoked things go wrong elsewhere, tried over HTTP on one arm. */
export interface CorrectnessCase {
  /** Of its rows, or what they have in common. */
  readonly name: string;
  /** The contenders on which it makes sense. */
  appliesTo(contender: string): boolean;
  run(trial: CaseTrial): Promise<readonly CaseRow[]>;
}

export interface CaseTrial {
  readonly arm: Arm;
  readonly stack: Stack;
  /** A subject of its own at each call. */
  readonly nextAccount: () => ReturnType<Stack['loadAccount']>;
}

export type CaseRow = Omit<Correctness, 'contender'>;

/** Contenders that look at a list of what is revoked. */
export function hasDenylist(contender: string): boolean {
  return ['tokens', 'tokens-fail-open', 'tokens-pushed'].includes(contender);
}

/** Contenders that keep a record that every replica can read. */
export function hasSharedRecord(contender: string): boolean {
  return ['sessions', 'sessions-hardened', 'sessions-cached'].includes(contender);
}
