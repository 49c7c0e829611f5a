import { group, sum } from 'd3-array';
import type { LookupResult, LookupTrial } from '../../result/lookup.ts';
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

/**
 * What a report may show of a result. From a smoke run it takes every cost, so that no section, chart or table can make a
 * ratio of them. The trials stay, because they are counted. A result of another profile is returned as it is.
 */
export function withoutColdCosts(result: Result): Result {
  if (!isSmoke(result)) return result;
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
