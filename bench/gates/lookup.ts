import { contenderNamed } from '../contenders.ts';
import type { Comparison, LedgerRow, LookupResult, LookupTrial } from '../result/lookup.ts';
import type { Gate } from '../result/run.ts';

export function lookupGates({ trials, comparisons, ledger }: LookupResult): Gate[] {
  return [
    equalArmsGate(comparisons),
    validTrialsGate(trials),
    generatorGate(trials),
    stealGate(trials),
    ledgerGate(ledger),
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

function validTrialsGate(trials: readonly LookupTrial[]): Gate {
  const invalid = trials.filter(({ valid }) => !valid).length;
  return {
    gate: 'valid trials',
    experiment: 'lookup',
    status: invalid === 0 ? 'pass' : invalid > trials.length * 0.1 ? 'fail' : 'warn',
    measured: `${trials.length - invalid} of ${trials.length}`,
    limit: 'at least 90 %',
    detail:
      'a trial with an unexpected answer or a desynchronised connection is kept in the file and left out of the figures',
  };
}

function generatorGate(trials: readonly LookupTrial[]): Gate {
  const busiest = Math.max(0, ...trials.map(({ generatorUtilization }) => generatorUtilization));
  return {
    gate: 'generator not saturated',
    experiment: 'lookup',
    status: busiest < 0.8 ? 'pass' : busiest < 0.95 ? 'warn' : 'fail',
    measured: `busiest trial ${(100 * busiest).toFixed(0)} %`,
    limit: 'under 80 % of its event loop',
    detail: 'a busy generator limits throughput and lengthens latency; CPU per request stands',
  };
}

function stealGate(trials: readonly LookupTrial[]): Gate {
  const shares = trials.flatMap(({ hostStealShare }) => hostStealShare ?? []);
  const steal =
    shares.length === 0 ? null : shares.reduce((sum, share) => sum + share, 0) / shares.length;
  return {
    gate: 'host steal',
    experiment: 'lookup',
    status: steal !== null && steal < 0.02 ? 'pass' : 'warn',
    measured: steal === null ? 'cannot be read here' : `${(100 * steal).toFixed(2)} % of CPU time`,
    limit: 'under 2 %',
    detail: 'other guests of this host took CPU time; intervals are wider for it',
  };
}

function ledgerGate(ledger: readonly LedgerRow[]): Gate {
  const off = ledger.filter(
    ({ contender, redisCommandsPerRequest }) =>
      Math.abs(redisCommandsPerRequest - contenderNamed(contender).expectedCommands) > 0.02,
  );
  return {
    gate: 'ledger as claimed',
    experiment: 'lookup',
    status: off.length === 0 ? 'pass' : 'fail',
    measured: ledger
      .map((row) => `${row.contender} ${row.redisCommandsPerRequest.toFixed(2)}`)
      .join(', '),
    limit: 'Redis commands per request are those of the claim',
    detail: off.map(({ contender }) => contender).join(', '),
  };
}
