import type { FailoverTrial } from '../../result/failover.ts';
import type { TradeOff } from '../../result/failover-cell.ts';

/** The three answers to "Redis cannot be asked", each by the contender that differs in nothing else. */
const policies = [
  { policy: 'fail-closed', contender: 'tokens' },
  { policy: 'fail-open', contender: 'tokens-fail-open' },
  { policy: 'serve-what-you-know', contender: 'tokens-pushed' },
] as const;

/** Outages in which all three have to answer, the most telling first. */
const outages = ['redis-down', 'redis-frozen', 'redis-restarted-from-aof', 'redis-restarted-empty'];

/** The first trial of the most telling outage in which at least two of the three were watched side by side. */
export function tradeOffOf(trials: readonly FailoverTrial[]): TradeOff | null {
  for (const fault of outages) {
    const found = trials.filter((trial) => trial.fault === fault && trial.valid);
    for (const { fault: name, variant, trial } of found) {
      const watched = policies.filter(({ contender }) =>
        found.some((each) => each.contender === contender && each.trial === trial),
      );
      if (watched.length > 1) return { fault: name, variant, trial, policies: [...watched] };
    }
  }
  return null;
}
