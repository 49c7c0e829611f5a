import type { Comparison, Cost, LookupResult } from '../result/lookup.ts';
import type { LookupTrial } from '../result/lookup-trial.ts';
import type { Gate } from '../result/run.ts';
import { claimGates } from './lookup/claims.ts';
import { ceilingGate, windowGates } from './lookup/instrument.ts';

/** None for a run that measured sweeps only. */
export function lookupGates(lookup: LookupResult): Gate[] {
  const { trials, comparisons, costs, ceiling, ledger, rttSweep, ladder } = lookup;
  if (trials.length === 0) return [];
  return [
    equalArmsGate(comparisons),
    independenceGate(comparisons),
    ...driftGates(trials, costs),
    ...windowGates(trials, 'lookup'),
    ceilingGate(costs, ceiling),
    ...claimGates(ledger, rttSweep, ladder?.sums ?? []),
  ];
}

function equalArmsGate(comparisons: readonly Comparison[]): Gate {
  const aa = comparisons.find(
    ({ kind, metric }) => kind === 'a-a' && metric === 'replicaCpuUsPerRequest',
  );
  const { low = null, high = null } = aa ?? {};
  const known = low !== null && high !== null;
  return {
    gate: 'two equal arms read as equal',
    experiment: 'lookup',
    status: known && low <= 1 && high >= 1 ? 'pass' : 'warn',
    measured: known ? `${low.toFixed(3)} to ${high.toFixed(3)}` : 'no A/A pair in this run',
    limit: 'the 95 % interval holds 1',
    detail:
      'in one run of twenty it misses by chance; if it does so often, this machine cannot support comparisons',
  };
}

/** Neighbouring blocks that repeat each other are worth less than their number. */
function independenceGate(comparisons: readonly Comparison[]): Gate {
  const primary = comparisons.filter(
    ({ kind, metric }) => kind !== 'secondary' && metric === 'replicaCpuUsPerRequest',
  );
  const worst = Math.max(0, ...primary.map(({ lag1 }) => lag1 ?? 0));
  return {
    gate: 'blocks are independent',
    experiment: 'lookup',
    status: worst < 0.4 ? 'pass' : 'warn',
    measured: `largest correlation of a block with the next: ${worst.toFixed(2)}`,
    limit: 'under 0.4; every interval is already widened by it',
    detail: 'beyond 0.4 even the widened interval covers less often than it says (simulated)',
  };
}

/** What an arm's cost may move over a boot, in all boots alike, before its ratios depend on the length of the warm-up. */
const driftPercent = 5;

/** None for a single boot, in which an arm or two of many seem to move by chance. */
function driftGates(trials: readonly LookupTrial[], costs: readonly Cost[]): Gate[] {
  if (new Set(trials.map(({ boot }) => boot)).size < 2) return [];
  // `inconsistent` is left to the reader: with several boots and arms one line in twenty rises or falls by chance.
  const agreed = costs.filter(
    ({ drift }) => drift.label === 'warming' || drift.label === 'slowing',
  );
  const off = agreed.filter(({ drift }) => Math.abs(drift.percentPerBoot) > driftPercent);
  const most = Math.max(0, ...agreed.map(({ drift }) => Math.abs(drift.percentPerBoot)));
  const moved = off.map(({ arm, drift }) => `${arm} by ${drift.percentPerBoot.toFixed(0)} %`);
  return [
    {
      gate: 'costs stood still',
      experiment: 'lookup',
      status: off.length === 0 ? 'pass' : 'warn',
      measured: `farthest in all boots alike: ${most.toFixed(0)} %`,
      limit: `within ${driftPercent} % over a boot`,
      detail: `an arm that moves has not been warmed up, or fills up; its ratios depend on how long was measured${moved.length === 0 ? '' : `: ${moved.join(', ')}`}`,
    },
  ];
}
