import { compareArms } from '../experiments/lookup/compare.ts';
import { costsOf } from '../experiments/lookup/costs.ts';
import { any, change, drawn, left, type Tamper } from './tamper.ts';
import { deriveAgain } from './verify.ts';

/** Edits of what a request costs: trials, ratios, the ledger, slopes and rungs. */
export const lookupTampers: readonly Tamper[] = [
  drawn("a trial's value: replica CPU halved", ({ lookup }) =>
    change(
      lookup?.trials,
      ({ valid }) => valid,
      (trial) => {
        trial.replicaCpuUs /= 2;
      },
    ),
  ),
  drawn("a trial's count: one answer fewer accepted", ({ lookup }) =>
    change(
      lookup?.trials,
      ({ accepted }) => accepted > 0,
      (trial) => {
        trial.accepted -= 1;
      },
    ),
  ),
  drawn('a trial deleted', ({ lookup }) => void lookup?.trials.splice(1, 1)),
  drawn('a copy of a trial added', ({ lookup }) =>
    change(
      lookup?.trials,
      ({ valid }) => valid,
      (trial) => void lookup?.trials.push(structuredClone(trial)),
    ),
  ),
  drawn('a valid trial turned invalid, with a reason', ({ lookup }) =>
    change(
      lookup?.trials,
      ({ valid }) => valid,
      (trial) => {
        trial.valid = false;
        trial.invalidBecause = ['2 connection errors'];
      },
    ),
  ),
  left("a trial's latency", ({ lookup }) =>
    change(lookup?.trials, any, ({ latencyUs }) => {
      latencyUs.p50 = Math.round(latencyUs.p50 / 2);
    }),
  ),
  drawn(
    'a contender cheaper, its costs and ratios computed again, its ladder not',
    ({ lookup }) => {
      if (lookup === null) return;
      makeCheaper(lookup.trials, 'sessions');
      lookup.costs = costsOf(lookup.trials);
      lookup.comparisons = compareArms(lookup.trials, lookup.paced);
    },
  ),
  left('a contender cheaper, all of results.json computed again, the reports left', (result) => {
    if (result.lookup === null) return;
    makeCheaper(result.lookup.trials, 'sessions');
    Object.assign(result, deriveAgain(result).result);
  }),
  drawn('an interval', ({ lookup }) =>
    change(
      lookup?.comparisons,
      ({ kind, high }) => kind === 'primary' && high !== null,
      (pair) => {
        pair.high = (pair.high ?? 0) * 0.9;
      },
    ),
  ),
  drawn('a ratio', ({ lookup }) =>
    change(
      lookup?.comparisons,
      ({ kind, ratio }) => kind === 'primary' && ratio !== null,
      (pair) => {
        pair.ratio = (pair.ratio ?? 0) * 0.99;
      },
    ),
  ),
  drawn('a verdict', ({ lookup }) =>
    change(
      lookup?.comparisons,
      ({ kind }) => kind === 'primary',
      (pair) => {
        pair.verdict = pair.verdict === 'equivalent' ? 'costs-more' : 'equivalent';
      },
    ),
  ),
  left('a p value', ({ lookup }) =>
    change(
      lookup?.comparisons,
      ({ pValue }) => pValue !== null,
      (pair) => {
        pair.pValue = (pair.pValue ?? 0) / 2 + 0.001;
      },
    ),
  ),
  drawn('a count of the ledger', ({ lookup }) =>
    change(lookup?.ledger, any, (row) => {
      row.redisCommandsPerRequest += 1;
    }),
  ),
  drawn('the round trips of the ledger', ({ lookup }) =>
    change(lookup?.ledger, any, (row) => {
      row.redisRoundTripsPerRequest += 1;
    }),
  ),
  drawn('a slope', ({ lookup }) =>
    change(lookup?.rttSweep, any, (line) => {
      line.slope += 0.1;
    }),
  ),
  drawn('a rung of a ladder', ({ lookup }) =>
    change(
      lookup?.ladder?.rungs,
      ({ costs }) => costs.replicaCpuUsPerRequest !== undefined,
      ({ costs }) => {
        if (costs.replicaCpuUsPerRequest !== undefined) costs.replicaCpuUsPerRequest.meanUs += 5;
      },
    ),
  ),
];

function makeCheaper(trials: { arm: string; replicaCpuUs: number }[], arm: string): void {
  for (const trial of trials) if (trial.arm === arm) trial.replicaCpuUs *= 0.8;
}
