import { contenderNamed } from './contenders.ts';
import type { FailoverResult } from './result/failover.ts';
import type { LookupResult } from './result/lookup.ts';
import type { RevocationResult } from './result/revocation.ts';
import type { ContenderResult, Gate } from './result/run.ts';
import { median } from './stats/percentile.ts';

/**
 * The validity rules of a run, fixed before it. `fail`: do not use the figures of that experiment. `warn`: use them
 * knowing this. Every gate is shown, passed or not.
 */
export interface Measured {
  readonly contenders: readonly ContenderResult[];
  readonly lookup: LookupResult | null;
  readonly revocation: RevocationResult | null;
  readonly failover: FailoverResult | null;
}

export function gatesOf({ contenders, lookup, revocation, failover }: Measured): Gate[] {
  return [
    contractGate(contenders),
    ...(lookup === null ? [] : lookupGates(lookup)),
    ...(revocation === null ? [] : revocationGates(revocation)),
    ...(failover === null ? [] : failoverGates(failover)),
  ];
}

function contractGate(contenders: readonly ContenderResult[]): Gate {
  const broken = contenders.filter(({ contract }) => contract.failed.length > 0);
  return {
    gate: 'contract',
    experiment: null,
    status: broken.length === 0 ? 'pass' : 'fail',
    measured: `${contenders.length - broken.length} of ${contenders.length} contenders keep it`,
    limit: 'all',
    detail: broken.map(({ contender, contract }) => `${contender}: ${contract.failed.join('; ')}`).join('. '),
  };
}

function lookupGates({ trials, comparisons, ledger }: LookupResult): Gate[] {
  const invalid = trials.filter(({ valid }) => !valid).length;
  const busiest = Math.max(0, ...trials.map(({ generatorUtilization }) => generatorUtilization));
  const steals = trials.flatMap(({ hostStealShare }) => (hostStealShare === null ? [] : [hostStealShare]));
  const steal = steals.length === 0 ? null : steals.reduce((sum, share) => sum + share, 0) / steals.length;
  const aa = comparisons.find(({ kind, metric }) => kind === 'a-a' && metric === 'replicaCpuUsPerRequest');
  const equalReadsEqual = aa?.low != null && aa.high != null && aa.low <= 1 && aa.high >= 1;
  const offLedger = ledger.filter(
    (row) => Math.abs(row.redisCommandsPerRequest - contenderNamed(row.contender).expectedCommands) > 0.02,
  );
  return [
    {
      gate: 'two equal arms read as equal',
      experiment: 'lookup',
      status: aa === undefined ? 'warn' : equalReadsEqual ? 'pass' : 'warn',
      measured: aa?.low == null || aa.high == null ? 'no A/A pair in this run' : `${aa.low.toFixed(3)} to ${aa.high.toFixed(3)}`,
      limit: 'the 95 % interval holds 1',
      detail: 'in one run of twenty it misses by chance; if it does so often, this machine cannot support comparisons',
    },
    {
      gate: 'valid trials',
      experiment: 'lookup',
      status: invalid === 0 ? 'pass' : invalid > trials.length * 0.1 ? 'fail' : 'warn',
      measured: `${trials.length - invalid} of ${trials.length}`,
      limit: 'at least 90 %',
      detail: 'a trial with an unexpected answer or a desynchronised connection is kept in the file and left out of the figures',
    },
    {
      gate: 'generator not saturated',
      experiment: 'lookup',
      status: busiest < 0.8 ? 'pass' : busiest < 0.95 ? 'warn' : 'fail',
      measured: `busiest trial ${(100 * busiest).toFixed(0)} %`,
      limit: 'under 80 % of its event loop',
      detail: 'a busy generator limits throughput and lengthens latency; CPU per request stands',
    },
    {
      gate: 'host steal',
      experiment: 'lookup',
      status: steal !== null && steal < 0.02 ? 'pass' : 'warn',
      measured: steal === null ? 'cannot be read here' : `${(100 * steal).toFixed(2)} % of CPU time`,
      limit: 'under 2 %',
      detail: 'other guests of this host took CPU time; intervals are wider for it',
    },
    {
      gate: 'ledger as claimed',
      experiment: 'lookup',
      status: offLedger.length === 0 ? 'pass' : 'fail',
      measured: ledger.map((row) => `${row.contender} ${row.redisCommandsPerRequest.toFixed(2)}`).join(', '),
      limit: 'Redis commands per request are those of the claim',
      detail: offLedger.map(({ contender }) => contender).join(', '),
    },
  ];
}

function revocationGates({ trials }: RevocationResult): Gate[] {
  const resolution = median(trials.map(({ resolutionMs }) => resolutionMs));
  const invalid = trials.filter(({ valid }) => !valid).length;
  return [
    {
      gate: 'probe resolution',
      experiment: 'revocation',
      status: resolution !== null && resolution <= 5 ? 'pass' : 'warn',
      measured: resolution === null ? 'no trial' : `median of the largest gap ${resolution.toFixed(2)} ms`,
      limit: 'at most 5 ms',
      detail: 'a stale accept shorter than the gap between two probes is not seen',
    },
    {
      gate: 'valid trials',
      experiment: 'revocation',
      status: invalid === 0 ? 'pass' : invalid > trials.length * 0.1 ? 'fail' : 'warn',
      measured: `${trials.length - invalid} of ${trials.length}`,
      limit: 'at least 90 %',
      detail: 'a trial whose revoking request failed, or that never was accepted before, tells nothing',
    },
  ];
}

function failoverGates({ trials }: FailoverResult): Gate[] {
  const invalid = trials.filter(({ valid }) => !valid);
  const lag = Math.max(0, ...trials.map(({ sendLagP99Ms }) => sendLagP99Ms));
  return [
    {
      gate: 'requests sent on time',
      experiment: 'failover',
      status: lag <= 25 ? 'pass' : 'warn',
      measured: `worst p99 ${lag.toFixed(1)} ms late`,
      limit: 'p99 at most 25 ms, one period of the offered rate',
      detail: 'the machine was too busy to keep the schedule; latency counts from the intended time, so nothing is hidden',
    },
    {
      gate: 'healthy before and after each fault',
      experiment: 'failover',
      status: invalid.length === 0 ? 'pass' : 'fail',
      measured: `${trials.length - invalid.length} of ${trials.length} trials`,
      limit: 'all',
      detail: invalid.flatMap(({ invalidBecause }) => invalidBecause).join('; '),
    },
  ];
}
