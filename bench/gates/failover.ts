import type { FailoverResult } from '../result/failover.ts';
import type { Gate } from '../result/run.ts';

export function failoverGates({ trials, cells, stopped }: FailoverResult): Gate[] {
  const compared = cells.filter(({ agrees }) => agrees !== null);
  const surprising = compared.filter(({ agrees }) => agrees === false);
  const invalid = trials.filter(({ valid }) => !valid);
  const lag = Math.max(0, ...trials.map(({ sendLagP99Ms }) => sendLagP99Ms));
  return [
    {
      gate: 'requests sent on time',
      experiment: 'failover',
      status: lag <= 25 ? 'pass' : 'warn',
      measured: `worst p99 ${lag.toFixed(1)} ms late`,
      limit: 'p99 at most 25 ms, one period of the offered rate',
      detail:
        'the machine was too busy to keep the schedule; latency counts from the intended time, so nothing is hidden',
    },
    {
      gate: 'the lab returned to health after each fault',
      experiment: 'failover',
      status: stopped === null ? 'pass' : 'fail',
      measured: stopped === null ? 'always' : 'not always',
      limit: 'every part ready and every replica in rotation again',
      detail: stopped ?? '',
    },
    {
      gate: 'nothing wrong before the faults',
      experiment: 'failover',
      status: invalid.length === 0 ? 'pass' : invalid.length > trials.length / 10 ? 'fail' : 'warn',
      measured: `${trials.length - invalid.length} of ${trials.length} trials`,
      limit: 'all; at most one in ten may be left out of the figures',
      detail: invalid.flatMap(({ invalidBecause }) => invalidBecause).join('; '),
    },
    {
      gate: 'faults did what was expected',
      experiment: 'failover',
      status: surprising.length === 0 ? 'pass' : 'warn',
      measured: `${compared.length - surprising.length} of ${compared.length} cells`,
      limit: 'all; a surprise is a finding to be explained, not a fault of the run',
      detail: surprising
        .map(
          ({ fault, contender, surprises }) => `${contender} in ${fault}: ${surprises.join('; ')}`,
        )
        .join('. '),
    },
  ];
}
