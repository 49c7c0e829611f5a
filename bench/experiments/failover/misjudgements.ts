import type { Misjudgement } from '../../result/failover-outcome.ts';
import type { Judged } from './judge.ts';

/** Who said yes to the wrong ones and no to the right ones, and from when to when. */
export function misjudgementsOf(since: readonly Judged[], faultMs: number): Misjudgement[] {
  const wrong = since.flatMap((each) =>
    each.class === 'false-accept' || each.class === 'false-reject'
      ? [{ ...each, outcome: each.class, replica: each.record.replica ?? 'unknown' }]
      : [],
  );
  const groups = Map.groupBy(wrong, ({ outcome, replica }) => `${replica} ${outcome}`);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const timesMs = group.map(({ intendedMs }) => intendedMs - faultMs);
    return {
      replica: first.replica,
      outcome: first.outcome,
      requests: group.length,
      firstMs: Math.min(...timesMs),
      lastMs: Math.max(...timesMs),
    };
  });
}
