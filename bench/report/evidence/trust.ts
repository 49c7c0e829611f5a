import { headlineOf } from '../../result/headline.ts';
import type { Comparison, LookupResult } from '../../result/lookup.ts';
import type { Result } from '../../result/result.ts';
import type { ExperimentName, Gate } from '../../result/run.ts';
import { noisePercent } from '../../stats/verdict.ts';
import type { Tone, Verdict } from '../document.ts';
import { counted, names } from '../format.ts';
import { isSmoke } from './shown.ts';

/**
 * A verdict with what every verdict carries: the state of the gates, and the mark of a run that was too short
 * to rest anything on. Where a gate failed, the sentence itself says so before anything else.
 */
export function supported(
  result: Result,
  experiment: ExperimentName,
  statement: {
    readonly tone: Tone;
    readonly headline: string;
    readonly evidence: readonly string[];
  },
): Verdict {
  const gates = gateState(result, experiment);
  const failed = gates.worst === 'fail';
  return {
    experiment,
    tone: failed ? 'warn' : statement.tone,
    headline: failed ? `Not supported: ${continued(statement.headline)}` : statement.headline,
    evidence: [
      ...statement.evidence,
      isSmoke(result) ? `${gates.sentence}; provisional (smoke profile)` : gates.sentence,
    ],
  };
}

/** After a colon a word is small; a name keeps its own spelling. */
function continued(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
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

export type Metric = Comparison['metric'];

/** One contender and a second copy of itself, by the headline: what this machine makes out of nothing. */
export function aaComparison({ lookup }: Result): Comparison | null {
  const headline = headlineOf(lookup);
  return (
    lookup?.comparisons.find(({ kind, metric }) => kind === 'a-a' && metric === headline) ?? null
  );
}

/** The comparison of an arm with `floor`, by the headline; undefined when the run did not make it. */
export function againstFloor(lookup: LookupResult | null, arm: string): Comparison | undefined {
  const headline = headlineOf(lookup);
  return lookup?.comparisons.find(
    ({ a, b, metric }) => a === arm && b === 'floor' && metric === headline,
  );
}

/** As a share: a difference of the headline that is smaller than this is noise. */
export function noiseFloor(result: Result): number {
  const { low = null, high = null } = aaComparison(result) ?? {};
  return noisePercent(low === null || high === null ? null : { low, high }) / 100;
}

export type AaOutcome = 'alike' | 'different' | 'not-measured';

/** Whether two copies of the same contender came out the same, which they must. */
export function aaOutcome(result: Result): AaOutcome {
  const aa = aaComparison(result);
  if (aa?.low == null || aa.high === null) return 'not-measured';
  return aa.low <= 1 && aa.high >= 1 ? 'alike' : 'different';
}

/** The validity gates that a verdict of one experiment rests on: its own and those of the whole run. */
export interface GateState {
  readonly worst: Gate['status'];
  /** `all 6 validity gates passed`, or which did not. */
  readonly sentence: string;
}

export function gateState(result: Result, experiment: ExperimentName): GateState {
  const gates = result.gates.filter(
    (gate) => gate.experiment === null || gate.experiment === experiment,
  );
  const named = (status: Gate['status']) =>
    names(gates.filter((gate) => gate.status === status).map((gate) => gate.gate));
  if (gates.length === 0) return { worst: 'warn', sentence: 'no validity gate was checked' };
  if (gates.some((gate) => gate.status === 'fail')) {
    return { worst: 'fail', sentence: `validity gate failed: ${named('fail')}` };
  }
  if (gates.some((gate) => gate.status === 'warn')) {
    return {
      worst: 'warn',
      sentence: `none of ${counted(gates.length, 'validity gate')} failed, warning: ${named('warn')}`,
    };
  }
  return {
    worst: 'pass',
    sentence:
      gates.length === 1 ? 'the validity gate passed' : `all ${gates.length} validity gates passed`,
  };
}
