import { greatest, group } from 'd3-array';
import type { FailoverResult, FailoverSummary, FailoverTrial } from '../../../result/failover.ts';
import { faultLabel, trialsOf } from '../../evidence/faults.ts';
import { failoverOutcome } from '../../verdicts/failover.ts';

/** The timeline that shows a cell of the fault matrix: its own, or that of a contender which fared alike. */
export interface Picture {
  readonly summary: FailoverSummary;
  /** Of its contender. */
  readonly trials: readonly FailoverTrial[];
  /** The trial that is drawn. */
  readonly worst: FailoverTrial;
}

/**
 * With more timelines than this, contenders that one fault harmed alike share the one of the worst of them, and those
 * that misjudge without any fault have none: their noise would hide what the fault did to them, which the tables tell.
 */
const mostOfTheirOwn = 40;

/** Cells to which the fault did no harm have no picture: it would be an even band. */
export function picturesOf(failover: FailoverResult): ReadonlyMap<FailoverSummary, Picture> {
  const harmed = failover.summary.flatMap((summary): Picture[] => {
    const trials = trialsOf(failover, summary);
    const worst = greatest(trials, badness);
    return worst === undefined || isUnharmed(summary, trials) ? [] : [{ summary, trials, worst }];
  });
  const isShared = harmed.length > mostOfTheirOwn;
  const drawn = isShared ? harmed.filter((each) => !isAsBefore(each)) : harmed;
  const alike = ({ summary, trials }: Picture) =>
    isShared
      ? `${faultLabel(summary)}\n${failoverOutcome(summary, trials)}`
      : `${faultLabel(summary)}\n${summary.contender}`;
  return new Map(
    [...group(drawn, alike).values()].flatMap((own) => {
      const picture = greatest(own, ({ worst }) => badness(worst));
      return own.flatMap(({ summary }) => (picture === undefined ? [] : [[summary, picture]]));
    }),
  );
}

function isAsBefore({ summary, trials }: Pick<Picture, 'summary' | 'trials'>): boolean {
  return failoverOutcome(summary, trials) === 'as-before';
}

/** The fault changed nothing that a user or an attacker would notice. */
export function isUnharmed(summary: FailoverSummary, trials: readonly FailoverTrial[]): boolean {
  const outcome = failoverOutcome(summary, trials);
  return outcome === 'unharmed' || (outcome === 'as-before' && summary.failed === 0);
}

function badness({ failed, falseAccepts, falseRejects, retriedByBalancer }: FailoverTrial): number {
  // Retries break ties only: nobody was refused because of them.
  return failed + falseAccepts + falseRejects + retriedByBalancer / 1e6;
}
