import { headlineOf } from '../result/headline.ts';
import type { Comparison, Cost, LookupResult } from '../result/lookup.ts';
import type { LookupTrial } from '../result/lookup-trial.ts';
import type { Gate } from '../result/run.ts';
import { claimGates } from './claims.ts';
import { ceilingGate, quietGate, told, windowGates } from './instrument.ts';

/** Returns no gate for a run that measured sweeps only. */
export function lookupGates(lookup: LookupResult): Gate[] {
  const { trials, comparisons, costs, ceiling, ledger, rttSweep, ladder } = lookup;
  if (trials.length === 0) return [];
  return [
    equalArmsGate(comparisons),
    independenceGate(comparisons),
    ...driftGates(trials, costs),
    ...windowGates(trials, 'lookup'),
    quietGate(trials),
    ceilingGate(costs, ceiling),
    ...claimGates(ledger, rttSweep, ladder?.sums ?? []),
  ];
}

function equalArmsGate(comparisons: readonly Comparison[]): Gate {
  const headline = headlineOf({ comparisons });
  const aa = comparisons.find(({ kind, metric }) => kind === 'a-a' && metric === headline);
  const { low = null, high = null } = aa ?? {};
  const known = low !== null && high !== null;
  return {
    gate: 'two equal arms read as equal',
    experiment: 'lookup',
    status: known && low <= 1 && high >= 1 ? 'pass' : 'warn',
    measured: known
      ? `${told(low, 3, (end) => end <= 1)} to ${told(high, 3, (end) => end >= 1)}`
      : 'no A/A pair in this run',
    limit: 'the 95 % interval holds 1',
    detail:
      'in one run of twenty it misses by chance; if it does so often, this machine cannot support comparisons',
  };
}

/** Neighbouring blocks that resemble each other carry less evidence than their number says. */
function independenceGate(comparisons: readonly Comparison[]): Gate {
  const headline = headlineOf({ comparisons });
  const primary = comparisons.filter(
    ({ kind, metric }) => kind !== 'secondary' && metric === headline,
  );
  const worst = Math.max(0, ...primary.map(({ lag1 }) => lag1 ?? 0));
  const isSmall = (correlation: number) => correlation < 0.4;
  return {
    gate: 'blocks are independent',
    experiment: 'lookup',
    status: isSmall(worst) ? 'pass' : 'warn',
    measured: `largest correlation of a block with the next: ${told(worst, 2, isSmall)}`,
    limit: 'under 0.4; every interval is already widened by it',
    detail: 'beyond 0.4 even the widened interval covers less often than it says (simulated)',
  };
}

/** How far the cost of an arm may move over a boot. Beyond it, ratios depend on the length of the warm-up. Percent. */
const driftPercent = 5;

/** Returns no gate for a single boot, because among many arms one or two seem to move by chance. */
function driftGates(trials: readonly LookupTrial[], costs: readonly Cost[]): Gate[] {
  if (new Set(trials.map(({ boot }) => boot)).size < 2) return [];
  const agreed = costs.filter(
    ({ drift }) => drift.label === 'warming' || drift.label === 'slowing',
  );
  const isStill = (percent: number) => percent <= driftPercent;
  const off = agreed.filter(({ drift }) => !isStill(Math.abs(drift.percentPerBoot)));
  const moved = off.map(({ arm, drift }) => `${arm} by ${drift.percentPerBoot.toFixed(0)} %`);
  return [
    {
      gate: 'costs stood still',
      experiment: 'lookup',
      status: off.length === 0 ? 'pass' : 'warn',
      measured: `${farthest(agreed, 'moved in all boots alike', isStill)}; ${farthest(
        // They are left to the reader: with several boots and arms one line in twenty rises or falls by chance.
        costs.filter(({ drift }) => drift.label === 'inconsistent'),
        'moved in some boots only',
        isStill,
      )}`,
      limit: `within ${driftPercent} % over a boot, for arms that moved in all boots alike`,
      detail: `an arm that moves has not been warmed up, or fills up; its ratios depend on how long was measured${moved.length === 0 ? '' : `: ${moved.join(', ')}`}`,
    },
  ];
}

/** `2 arms moved in some boots only, by up to 9.4 % in the mean of the boots`. */
function farthest(
  costs: readonly Cost[],
  what: string,
  isStill: (percent: number) => boolean,
): string {
  if (costs.length === 0) return `no arm ${what}`;
  const most = Math.max(...costs.map(({ drift }) => Math.abs(drift.percentPerBoot)));
  return `${costs.length} ${costs.length === 1 ? 'arm' : 'arms'} ${what}, by up to ${told(most, 1, isStill)} % in the mean of the boots`;
}
