import { group, sum } from 'd3-array';
import type { Result } from '../../result/result.ts';
import { type Eviction, evictionOf } from '../../result/revocation-findings.ts';
import type { Verdict } from '../document.ts';
import { supported } from '../evidence/trust.ts';
import { count, counted, enumerate, name, names } from '../format.ts';

/**
 * What a full store does to the revoked, by its policy: one verdict for each contender. A policy un-revokes where a
 * revoked credential was accepted again while the store was full.
 */
export function evictionVerdicts(result: Result): Verdict[] {
  const tried = (result.revocation?.correctness ?? []).flatMap((each) => evictionOf(each) ?? []);
  return [...group(tried, ({ contender }) => contender)].map(([contender, policies]) => {
    const harmful = policies.filter(({ acceptedAgain }) => acceptedAgain > 0);
    const signingOut = policies.filter(({ signedOut }) => signedOut > 0);
    const [again, revoked] = [
      sum(harmful, ({ acceptedAgain }) => acceptedAgain),
      sum(harmful, (each) => each.revoked),
    ];
    const of = (some: readonly Eviction[]) =>
      `${count(some.length)} of ${counted(policies.length, 'eviction policy', 'eviction policies')}`;
    const said = [
      harmful.length > 0
        ? `${of(harmful)} let revoked credentials of ${name(contender)} in again, ${count(again)} of ${count(revoked)}`
        : `none of ${counted(policies.length, 'eviction policy', 'eviction policies')} let a revoked credential of ${name(contender)} in again`,
      ...(signingOut.length > 0
        ? [
            `${of(signingOut)} signed valid users out, ${count(sum(signingOut, ({ signedOut }) => signedOut))} of ${count(sum(signingOut, ({ valid }) => valid))}`,
          ]
        : []),
    ];
    return supported(result, 'revocation', {
      tone: harmful.length > 0 ? 'bad' : signingOut.length > 0 ? 'warn' : 'good',
      headline: `When Redis is full: ${enumerate(said)}`,
      evidence: [...group(policies, outcomeOfEviction)].map(
        ([words, own]) => `${names(own.map(({ policy }) => policy))}: ${words}`,
      ),
    });
  });
}

function outcomeOfEviction({ revoked, acceptedAgain, valid, signedOut }: Eviction): string {
  return `${count(acceptedAgain)} of ${count(revoked)} revoked accepted again, ${count(signedOut)} of ${count(valid)} valid signed out`;
}
