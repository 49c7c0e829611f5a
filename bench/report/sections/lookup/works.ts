import { group, sum } from 'd3-array';
import type { LookupResult, LookupTrial } from '../../../result/lookup.ts';
import { type FilledColumn, left, right, type Table, tableOf, yesOrNo } from '../../document.ts';
import { count, decimal, name, trialsOf } from '../../format.ts';

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
