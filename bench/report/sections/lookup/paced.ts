import { group, median } from 'd3-array';
import type { LookupResult, PacedTrial } from '../../../result/lookup.ts';
import type { Result } from '../../../result/result.ts';
import { cell, left, right, type Table } from '../../document.ts';
import { inOrder } from '../../evidence/trials.ts';
import { count, figure, millisecondFigure, name } from '../../format.ts';

/** Latency from the moment a request should have been sent, at the same offered rate for all. */
export function pacedTable(result: Result, { paced }: LookupResult): Table {
  const valid = inOrder(
    result,
    paced.filter((trial) => trial.valid),
  );
  return {
    caption:
      'Latency at an equal offered rate, milliseconds; medians over the trials of each trial’s percentile; – where a trial had too few requests for it',
    columns: [
      left('arm'),
      right('offered per second'),
      right('p50'),
      right('p90'),
      right('p99'),
      right('trials'),
      right('requests'),
      right('send lag p99'),
    ],
    rows: [...group(valid, (trial) => trial.arm)].map(([arm, trials]) => [
      cell(name(arm)),
      cell(figure(trials[0]?.offeredPerSecond)),
      cell(millisecondFigure(inMs(trials, (trial) => trial.latencyUs.p50))),
      cell(millisecondFigure(inMs(trials, (trial) => trial.latencyUs.p90))),
      cell(millisecondFigure(inMs(trials, (trial) => trial.latencyUs.p99))),
      cell(String(trials.length)),
      cell(count(trials.reduce((sum, trial) => sum + trial.requests, 0))),
      cell(millisecondFigure(median(trials, (trial) => trial.sendLagP99Ms))),
    ]),
  };
}

/** Median over the trials that carry the percentile; null when none does. */
export function inMs(
  trials: readonly PacedTrial[],
  value: (trial: PacedTrial) => number | null,
): number | null {
  const inUs = median(trials, value);
  return inUs === undefined ? null : inUs / 1000;
}
