import { group, sum } from 'd3-array';
import type { Result } from '../../result/result.ts';
import { type Eviction, evictionOf } from '../../result/revocation-findings.ts';
import type { Tone, Verdict } from '../document.ts';
import { supported } from '../evidence/trust.ts';
import { count, counted, name, names } from '../format.ts';

/**
 * What a full store does to the revoked and to the valid, by its policy: two verdicts for each contender. A policy
 * un-revokes where a revoked credential was accepted again while the store was full.
 */
export function evictionVerdicts(result: Result): Verdict[] {
  const tried = (result.revocation?.correctness ?? []).flatMap((each) => evictionOf(each) ?? []);
  return [...group(tried, ({ contender }) => contender)].flatMap(([contender, policies]) =>
    [letIn, signedOut].map((harm) => harmVerdict(result, contender, policies, harm)),
  );
}

/** One way in which a full store does harm. */
interface Harm {
  readonly tone: Tone;
  readonly never: (contender: string) => string;
  readonly done: (contender: string) => string;
  readonly outcome: string;
  readonly harmed: (eviction: Eviction) => number;
  readonly all: (eviction: Eviction) => number;
}

const letIn: Harm = {
  tone: 'bad',
  never: (contender) => `let a revoked credential of ${contender} in again`,
  done: (contender) => `let revoked credentials of ${contender} in again`,
  outcome: 'revoked let in again',
  harmed: ({ acceptedAgain }) => acceptedAgain,
  all: ({ revoked }) => revoked,
};

const signedOut: Harm = {
  tone: 'warn',
  never: (contender) => `signed a valid user of ${contender} out`,
  done: (contender) => `signed valid users of ${contender} out`,
  outcome: 'valid signed out',
  harmed: (eviction) => eviction.signedOut,
  all: ({ valid }) => valid,
};

function harmVerdict(
  result: Result,
  contender: string,
  policies: readonly Eviction[],
  { tone, never, done, outcome, harmed, all }: Harm,
): Verdict {
  const harmful = policies.filter((policy) => harmed(policy) > 0);
  const tried = counted(policies.length, 'eviction policy', 'eviction policies');
  const outcomeOf = (policy: Eviction) =>
    `${count(harmed(policy))} of ${count(all(policy))} ${outcome}`;
  return supported(result, 'revocation', {
    tone: harmful.length > 0 ? tone : 'good',
    headline:
      harmful.length > 0
        ? `When Redis is full: ${count(harmful.length)} of ${tried} ${done(name(contender))}, ${count(sum(harmful, harmed))} of ${count(sum(harmful, all))}`
        : `When Redis is full: none of ${tried} ${never(name(contender))}`,
    evidence: [...group(policies, outcomeOf)].map(
      ([words, own]) => `${names(own.map(({ policy }) => policy))}: ${words}`,
    ),
  });
}
