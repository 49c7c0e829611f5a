import { group, sum } from 'd3-array';
import type { Comparison, LookupResult, LookupTrial } from '../../result/lookup.ts';
import type { Result } from '../../result/result.ts';
import type { Gate } from '../../result/run.ts';
import { type FilledColumn, left, right, type Table, tableOf, yesOrNo } from '../document.ts';
import { count, decimal, name, trialsOf } from '../format.ts';

/** Whether the run was made to show that every part works. Its replicas are too cold for a cost. */
export function isSmoke({ run }: Pick<Result, 'run'>): boolean {
  return run.profile === 'smoke';
}

/** Why a report of a smoke run has no cost in it. */
export const whyNoCosts =
  'A smoke run prints counts and whether each part works, but no cost and no ratio of costs: its replicas answer a few hundred requests, and a cost holds still only after some thousands.';

/** What a report may show of a result: no cost of cold replicas, and no ratio that too few blocks left open. */
export function shownResult(result: Result): Result {
  return isSmoke(result) ? withoutColdCosts(result) : withoutOpenRatios(result);
}

/** The trials stay, because they are counted; no section, chart or table can make a ratio of what is left. */
function withoutColdCosts(result: Result): Result {
  const { lookup, gates } = result;
  return {
    ...result,
    gates: gates.map(withoutRatio),
    lookup: lookup && {
      ...lookup,
      costs: [],
      comparisons: [],
      rttSweep: [],
      crossovers: [],
      ladder: null,
      ceiling: null,
      surface: lookup.surface && { ...lookup.surface, rows: [], changes: [] },
      sweeps: lookup.sweeps && {
        trials: lookup.sweeps.trials,
        algorithms: [],
        sizes: [],
        populations: [],
        replicas: [],
      },
    },
  };
}

/** An interval whose upper end is so many times its lower end leaves every ratio possible. */
const openFrom = 100;
/** A smallest effect beyond a doubling is none that a reader asks for. */
const largestEffectPercent = 100;

function withoutOpenRatios(result: Result): Result {
  const { lookup } = result;
  if (lookup === null) return result;
  return { ...result, lookup: { ...lookup, comparisons: lookup.comparisons.map(shownComparison) } };
}

function shownComparison(comparison: Comparison): Comparison {
  const { mdePercent, byBoot } = comparison;
  const shown = {
    ...comparison,
    mdePercent: (mdePercent ?? 0) > largestEffectPercent ? null : mdePercent,
    byBoot: byBoot !== null && isOpen(byBoot) ? null : byBoot,
  };
  const nothing = { ratio: null, low: null, high: null, pValue: null, byBoot: null };
  return isOpen(comparison) ? { ...shown, ...nothing, verdict: 'not-distinguishable' } : shown;
}

/** Whether the interval is missing, or so wide that it leaves everything open. */
function isOpen({ low, high }: Pick<Comparison, 'low' | 'high'>): boolean {
  return low === null || high === null || high / low >= openFrom;
}

/** The gate that measures a ratio of two costs keeps its state and loses the figure. */
function withoutRatio(gate: Gate): Gate {
  return gate.gate === 'two equal arms read as equal'
    ? { ...gate, measured: 'not printed for a smoke run' }
    : gate;
}

interface Worked {
  readonly arm: string;
  readonly valid: number;
  readonly invalid: number;
  readonly answered: number;
  readonly work: LookupResult['ledger'][number] | undefined;
}

/**
 * Whether each arm answered, and what one request asks Redis: all that a run with cold replicas can say of them.
 *
 * @param ledger of the same arms; empty where nothing was counted.
 */
export function worksTable(
  caption: string,
  trials: readonly LookupTrial[],
  ledger: LookupResult['ledger'],
): Table {
  const rows = [...group(trials, ({ arm }) => arm)].map(([arm, own]): Worked => {
    const valid = own.filter((trial) => trial.valid).length;
    const contender = own[0]?.contender;
    return {
      arm,
      valid,
      invalid: own.length - valid,
      answered: sum(own, ({ accepted }) => accepted),
      work: ledger.find((each) => each.contender === contender),
    };
  });
  return tableOf(caption, rows, [...columns, ...(ledger.length === 0 ? [] : ledgerColumns)]);
}

const columns: readonly FilledColumn<Worked>[] = [
  [left('arm'), ({ arm }) => name(arm)],
  [left('works'), ({ invalid }) => yesOrNo(invalid === 0)],
  [right('trials'), ({ valid, invalid }) => trialsOf({ trials: valid, invalid })],
  [right('requests answered'), ({ answered }) => count(answered)],
];

const ledgerColumns: readonly FilledColumn<Worked>[] = [
  [right('round trips'), ({ work }) => decimal(work?.redisRoundTripsPerRequest)],
  [right('commands'), ({ work }) => decimal(work?.redisCommandsPerRequest)],
];
