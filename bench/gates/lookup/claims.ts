import { contenderNamed } from '../../../infra/contenders/contenders.ts';
import type { LadderSum } from '../../result/ladder.ts';
import type { LedgerRow } from '../../result/lookup.ts';
import type { RttSweep } from '../../result/round-trips.ts';
import type { Gate } from '../../result/run.ts';

/** Gates that hold what was counted and fitted against what is claimed. */
export function claimGates(
  ledger: readonly LedgerRow[],
  rttSweep: readonly RttSweep[],
  sums: readonly LadderSum[],
): Gate[] {
  return [
    commandsGate(ledger),
    roundTripsGate(ledger),
    ...(rttSweep.length > 0 ? [slopesGate(rttSweep)] : []),
    ...(sums.length > 0 ? [sumsGate(sums)] : []),
  ];
}

/**
 * Claims are whole numbers. The background that is taken off comes in lumps, of which one may fall into the window or
 * beside it; the ledger counts for so long that they weigh less than this (`experiments/lookup/ledger.ts`).
 */
const ledgerSlack = 0.1;

function commandsGate(ledger: readonly LedgerRow[]): Gate {
  const off = ledger.flatMap(({ contender, redisCommandsPerRequest }) =>
    unlessAsClaimed(
      contender,
      redisCommandsPerRequest,
      contenderNamed(contender).request.redisCommands.length,
    ),
  );
  return {
    gate: 'ledger as claimed',
    experiment: 'lookup',
    status: off.length === 0 ? 'pass' : 'fail',
    measured: ledger
      .map((row) => `${row.contender} ${row.redisCommandsPerRequest.toFixed(2)}`)
      .join(', '),
    limit: 'Redis commands per request are those of the claim',
    detail: off.join(', '),
  };
}

function roundTripsGate(ledger: readonly LedgerRow[]): Gate {
  const off = ledger.flatMap(({ contender, redisRoundTripsPerRequest }) =>
    unlessAsClaimed(
      contender,
      redisRoundTripsPerRequest,
      contenderNamed(contender).request.roundTrips,
    ),
  );
  return {
    gate: 'round trips as claimed',
    experiment: 'lookup',
    status: off.length === 0 ? 'pass' : 'warn',
    measured: ledger
      .map((row) => `${row.contender} ${row.redisRoundTripsPerRequest.toFixed(2)}`)
      .join(', '),
    limit: 'reads of Redis per request are those of the claim',
    detail: off.join(', '),
  };
}

/** Nothing, or what was counted against what is claimed. */
function unlessAsClaimed(contender: string, counted: number, claimed: number): string[] {
  return Math.abs(counted - claimed) > ledgerSlack
    ? [`${contender}: ${counted.toFixed(2)} counted, ${claimed} claimed`]
    : [];
}

/** Slopes must be the whole number of round trips, within this. */
const slopeSlack = 0.15;

function slopesGate(rttSweep: readonly RttSweep[]): Gate {
  const off = rttSweep.filter(({ slope, expected }) => Math.abs(slope - expected) > slopeSlack);
  const worst = Math.max(...rttSweep.map(({ slope, expected }) => Math.abs(slope - expected)));
  return {
    gate: 'slopes are whole round trips',
    experiment: 'lookup',
    status: off.length === 0 ? 'pass' : 'warn',
    measured: `farthest from its whole number: ${worst.toFixed(3)}`,
    limit: `within ${slopeSlack}`,
    detail: off
      .map(({ arm, slope, expected }) => `${arm}: ${slope.toFixed(2)} fitted, ${expected} claimed`)
      .join(', '),
  };
}

function sumsGate(sums: readonly LadderSum[]): Gate {
  const off = sums.filter(({ agrees }) => !agrees);
  return {
    gate: 'rungs add up to the whole',
    experiment: 'lookup',
    // Each misses by chance in one run of twenty; two of ten sums may.
    status: off.length <= Math.ceil(sums.length / 5) ? 'pass' : 'warn',
    measured: `${sums.length - off.length} of ${sums.length} sums`,
    limit: 'the interval of the difference holds 0',
    detail: off.map(({ ladder, metric }) => `${ladder}: ${metric}`).join(', '),
  };
}
