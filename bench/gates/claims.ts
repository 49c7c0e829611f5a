import { type Contender, contenderNamed } from '../../infra/contenders/contenders.ts';
import type { LadderMetric, LadderSum } from '../result/ladder.ts';
import type { LedgerRow, RttSweep } from '../result/lookup.ts';
import type { Gate } from '../result/run.ts';
import { holm } from '../stats/verdict.ts';
import { told } from './instrument.ts';

/** Gates that compare what was counted and fitted with what the contender's card claims. */
export function claimGates(
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
