import { type Contender, contenderNamed } from '../../infra/contenders/contenders.ts';
import { headlineOf } from '../result/headline.ts';
import type { LadderMetric, LadderSum } from '../result/ladder.ts';
import type { Comparison, Cost, LedgerRow, LookupResult, RttSweep } from '../result/lookup.ts';
import type { LookupTrial } from '../result/lookup-trial.ts';
import type { Gate } from '../result/run.ts';
import { holm } from '../stats/verdict.ts';
import { ceilingGate, quietGate, told, windowGates } from './instrument.ts';

/** Gates that compare what was counted and fitted with what the contender's card claims. */
function claimGates(
  ledger: readonly LedgerRow[],
  rttSweep: readonly RttSweep[],
  sums: readonly LadderSum[],
): Gate[] {
  return [
    countGate(
      ledger,
      { gate: 'ledger as claimed', limit: 'Redis commands per request are those of the claim' },
      'fail',
      (row, { redisCommands }) => [row.redisCommandsPerRequest, redisCommands.length],
    ),
    countGate(
      ledger,
      {
        gate: 'round trips as claimed',
        limit: 'reads of Redis per request are those of the claim',
      },
      'warn',
      (row, { roundTrips }) => [row.redisRoundTripsPerRequest, roundTrips],
    ),
    ...(rttSweep.length > 0 ? [slopesGate(rttSweep)] : []),
    ...(sums.length > 0 ? [sumsGate(sums)] : []),
  ];
}

/**
 * Claims are whole numbers. The background that is taken off comes in lumps, of which one may fall into the window or
 * beside it; the ledger counts for so long that they weigh less than this (`experiments/lookup/ledger.ts`).
 */
const ledgerSlack = 0.1;

function countGate(
  ledger: readonly LedgerRow[],
  gate: Pick<Gate, 'gate' | 'limit'>,
  statusWhenOff: 'warn' | 'fail',
  /** The number that was counted, and the number that the card claims. */
  numbersOf: (row: LedgerRow, claimed: Contender['request']) => readonly [number, number],
): Gate {
  const rows = ledger.map((row) => {
    const [counted, claimed] = numbersOf(row, contenderNamed(row.contender).request);
    return { contender: row.contender, counted, claimed };
  });
  const off = rows.filter(({ counted, claimed }) => Math.abs(counted - claimed) > ledgerSlack);
  return {
    ...gate,
    experiment: 'lookup',
    status: off.length === 0 ? 'pass' : statusWhenOff,
    measured: rows.map((row) => `${row.contender} ${row.counted.toFixed(2)}`).join(', '),
    detail: off
      .map((row) => `${row.contender}: ${row.counted.toFixed(2)} counted, ${row.claimed} claimed`)
      .join(', '),
  };
}

const significance = 0.05;

/** How far a slope may lie from its whole number of round trips. */
const slopeSlack = 0.15;

function slopesGate(rttSweep: readonly RttSweep[]): Gate {
  const isClose = (distance: number) => distance <= slopeSlack;
  const off = rttSweep.filter(({ slope, expected }) => !isClose(Math.abs(slope - expected)));
  const worst = Math.max(...rttSweep.map(({ slope, expected }) => Math.abs(slope - expected)));
  return {
    gate: 'slopes are whole round trips',
    experiment: 'lookup',
    status: off.length === 0 ? 'pass' : 'warn',
    measured: `farthest from its whole number: ${told(worst, 3, isClose)}`,
    limit: `within ${slopeSlack}`,
    detail: off
      .map(({ arm, slope, expected }) => `${arm}: ${slope.toFixed(2)} fitted, ${expected} claimed`)
      .join(', '),
  };
}

/**
 * Every sum of replica CPU must hold. The sums share their blocks, so they miss together, and how many of them miss says
 * nothing about chance. The other sums are therefore corrected for their number by Holm's method, which holds for sums
 * that depend on each other in any way. A file of an earlier version has no p value, and only its sums of replica CPU
 * are judged.
 */
function sumsGate(sums: readonly LadderSum[]): Gate {
  const isHeadline = ({ metric }: LadderSum) => metric === 'replicaCpuUsPerRequest';
  const headlines = sums.filter(isHeadline);
  const others = sums.filter((sum) => !isHeadline(sum));
  const adjusted = holm(others.map(({ pValue }) => pValue ?? 1));
  const off = [
    ...headlines.filter(({ agrees }) => !agrees),
    ...others.filter((_, index) => (adjusted[index] ?? 1) <= significance),
  ];
  const agreeing = (some: readonly LadderSum[]) => some.filter(({ agrees }) => agrees).length;
  return {
    gate: 'rungs add up to the whole',
    experiment: 'lookup',
    status: off.length === 0 ? 'pass' : 'warn',
    measured: `${agreeing(sums)} of ${sums.length} sums; of replica CPU ${agreeing(headlines)} of ${headlines.length}`,
    limit:
      'the interval of the difference holds 0 in all sums of replica CPU; of the others, which share their blocks, none misses by more than chance explains (Holm)',
    detail:
      off.length === 0
        ? ''
        : `the steps add up to another figure than the whole: ${off.map(({ ladder, metric }) => `${sumNames[metric]} of ${ladder}`).join(', ')}`,
  };
}

const sumNames: Readonly<Record<LadderMetric, string>> = {
  replicaCpuUsPerRequest: 'replica CPU',
  mainThreadCpuUsPerRequest: 'main-thread CPU',
  balancerCpuUsPerRequest: 'CPU of the balancer',
  storeCpuUsPerRequest: 'CPU of Redis',
  latencyP50Us: 'median latency',
};

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
