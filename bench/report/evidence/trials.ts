import type { Result } from '../../result/result.ts';
import type { ExperimentName } from '../../result/run.ts';

interface Trial {
  readonly valid: boolean;
  readonly invalidBecause: readonly string[];
}

export interface TrialCount {
  readonly experiment: ExperimentName;
  readonly what: string;
  readonly run: number;
  readonly invalid: number;
  /** Reason to the number of trials that gave it; a trial may give several. */
  readonly reasons: ReadonlyMap<string, number>;
}

/** How many trials each experiment ran, and how many its rules made invalid, and why. */
export function countTrials({ lookup, revocation, failover }: Result): TrialCount[] {
  return [
    countOf('lookup', 'lookup, closed loop', lookup?.trials),
    countOf('lookup', 'lookup, paced', lookup?.paced),
    countOf('sweeps', 'sweeps', lookup?.sweeps?.trials),
    countOf('revocation', 'revocation', revocation?.trials),
    countOf('failover', 'failover', failover?.trials),
  ].filter((each) => each !== null);
}

function countOf(
  experiment: ExperimentName,
  what: string,
  trials: readonly Trial[] | undefined,
): TrialCount | null {
  if (trials === undefined || trials.length === 0) return null;
  const reasons = new Map<string, number>();
  for (const reason of trials.flatMap((trial) => trial.invalidBecause)) {
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  const invalid = trials.filter((trial) => !trial.valid).length;
  return { experiment, what, run: trials.length, invalid, reasons };
}

/**
 * Largest share of bad trials that is still compatible, with 95 % confidence, with none seen in `trials`:
 * 1 - 0.05^(1/n), the exact form of the rule of three (Hanley and Lippman-Hand, JAMA 1983;249:1743).
 */
export function unseenShare(trials: number): number {
  return trials === 0 ? 1 : 1 - 0.05 ** (1 / trials);
}

/**
 * Rows in the order in which the contenders are introduced, and in their own order within one. Trials run in random
 * order; what is shown does not.
 */
export function inOrder<Row extends { readonly contender: string; readonly arm: string }>(
  { contenders }: Pick<Result, 'contenders'>,
  rows: readonly Row[],
): Row[] {
  const place = new Map(contenders.map(({ contender }, index) => [contender, index]));
  const placeOf = (row: Row) => place.get(row.contender) ?? contenders.length;
  // The copy of a contender stands after the contender itself.
  const isCopy = (row: Row) => Number(row.arm !== row.contender);
  return [...rows].sort(
    (one, other) => placeOf(one) - placeOf(other) || isCopy(one) - isCopy(other),
  );
}
