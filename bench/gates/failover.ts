import type { FailoverResult } from '../result/failover.ts';
import type { Gate } from '../result/run.ts';

export function failoverGates({ trials }: FailoverResult): Gate[] {
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
      gate: 'healthy before and after each fault',
      experiment: 'failover',
      status: invalid.length === 0 ? 'pass' : 'fail',
      measured: `${trials.length - invalid.length} of ${trials.length} trials`,
      limit: 'all',
      detail: invalid.flatMap(({ invalidBecause }) => invalidBecause).join('; '),
    },
  ];
}
