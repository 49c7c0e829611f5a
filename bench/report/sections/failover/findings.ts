import { group } from 'd3-array';
import type { FailoverResult, FailoverSummary } from '../../../result/failover.ts';
import { faultLabel, faultSlug, trialsOf } from '../../evidence/faults.ts';
import { counted, countsOf, enumerate } from '../../format.ts';
import {
  type FailoverOutcome,
  failoverOutcome,
  failoverOutcomes,
} from '../../verdicts/failover.ts';

/** What the section on failover and each fault in it found, by the id of its chapter. */
export function failoverFindings(failover: FailoverResult): [id: string, finding: string][] {
  const faults = [...group(failover.summary, faultLabel).values()];
  const { invariants, cells } = failover;
  const held = invariants.filter(({ violations }) => violations.length === 0).length;
  const told = cells.flatMap(({ agrees }) => agrees ?? []);
  return [
    [
      'failover',
      `${counted(faults.length, 'fault')}; of ${counted(failover.summary.length, 'case')} of a contender in a fault ${outcomesIn(failover, failover.summary)}`,
    ],
    ...faults.map((own): [string, string] => [
      own
        .slice(0, 1)
        .map((first) => `fault-${faultSlug(first)}`)
        .join(''),
      `of ${counted(own.length, 'contender')} ${outcomesIn(failover, own)}`,
    ]),
    ['invariants', `${held} of ${counted(invariants.length, 'rule')} held`],
    ['expected', `${told.filter(Boolean).length} of ${told.length} came out as expected`],
  ];
}

/** How many of them ended in which way, the worst first. */
function outcomesIn(failover: FailoverResult, summaries: readonly FailoverSummary[]): string {
  const groups = group(summaries, (each) => failoverOutcome(each, trialsOf(failover, each)));
  const parts = failoverOutcomes
    .toReversed()
    .map((outcome) => [groups.get(outcome)?.length ?? 0, outcomeWords[outcome]] as const);
  return enumerate(countsOf(parts));
}

const outcomeWords: Readonly<Record<FailoverOutcome, string>> = {
  'accepted-revoked': 'let revoked credentials in',
  'refused-valid': 'turned valid users away',
  failed: 'failed some requests',
  'as-before': 'misjudged as without the fault',
  unharmed: 'lost nothing',
};
