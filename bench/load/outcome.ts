import type { FailoverBucket, OutcomeClass } from '../result/failover.ts';
import { median } from '../stats/percentile.ts';
import type { PacedRecord } from './pace/record.ts';

/** What the requests of a failover trial amount to: each in exactly one class, and the times that follow from them. */

export interface Outcome {
  readonly class: OutcomeClass;
  readonly intendedMs: number;
  readonly doneMs: number;
}

const failures: readonly OutcomeClass[] = ['5xx', 'reset', 'refused', 'timeout'];
const misjudgements: readonly OutcomeClass[] = ['false-reject', 'false-accept'];

/** The user's transport failed, or the server said that it did. */
export function isFailure(outcome: OutcomeClass): boolean {
  return failures.includes(outcome);
}

/** Failed or misjudged: what the error window spans. */
export function isError(outcome: OutcomeClass): boolean {
  return isFailure(outcome) || misjudgements.includes(outcome);
}

/** An answer is slow beyond max(250 ms, 5 x the p99 before the fault). */
export function slowAfterMs(baselineP99Ms: number): number {
  return Math.max(250, 5 * baselineP99Ms);
}

/**
 * The class of one request. Transport comes first, then the judgement, then lateness: an answer that is both late and
 * retried counts as slow, because the user waited; `wasRetried` counts it all the same.
 *
 * For a valid credential any other 4xx refuses it too; `unexpectedStatuses` makes such a trial invalid.
 */
export function classify(record: PacedRecord, slowMs: number): OutcomeClass {
  const { outcome, status } = record;
  if (outcome === 'timeout' || outcome === 'refused') return outcome;
  if (outcome !== 'status' || status === null) return 'reset';
  if (status >= 500) return '5xx';
  const accepted = status >= 200 && status < 300;
  if (record.population === 'revoked' && accepted) return 'false-accept';
  if (record.population !== 'revoked' && !accepted) return 'false-reject';
  if (record.doneMs - record.intendedMs > slowMs) return 'slow';
  return wasRetried(record) ? 'retried' : 'ok';
}

/** nginx lists every upstream that it tried in `$upstream_addr`, separated by commas. */
export function wasRetried({ upstream }: Pick<PacedRecord, 'upstream'>): boolean {
  return upstream?.includes(',') ?? false;
}

/** Answers that no population should get: neither 2xx, 401, 403 nor 5xx. Counts by status. */
export function unexpectedStatuses(records: readonly PacedRecord[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status } of records) {
    if (status === null || status >= 500 || (status >= 200 && status < 300)) continue;
    if (status === 401 || status === 403) continue;
    counts[status] = (counts[status] ?? 0) + 1;
  }
  return counts;
}

export function countOutcomes(outcomes: readonly Outcome[]): Partial<Record<OutcomeClass, number>> {
  const counts: Partial<Record<OutcomeClass, number>> = {};
  for (const outcome of outcomes) counts[outcome.class] = (counts[outcome.class] ?? 0) + 1;
  return counts;
}

/** The timeline: buckets by intended time, relative to the fault, without holes. Latency from the intended start. */
export function bucketsOf(
  outcomes: readonly Outcome[],
  faultMs: number,
  bucketMs: number,
): FailoverBucket[] {
  const bucketOf = ({ intendedMs }: Outcome) => Math.floor((intendedMs - faultMs) / bucketMs);
  const groups = Map.groupBy(outcomes, bucketOf);
  if (groups.size === 0) return [];
  const first = Math.min(...groups.keys());
  const last = Math.max(...groups.keys());
  return Array.from({ length: last - first + 1 }, (_, index) => {
    const group = groups.get(first + index) ?? [];
    const latenciesMs = group.map(({ intendedMs, doneMs }) => doneMs - intendedMs);
    return {
      atMs: (first + index) * bucketMs,
      outcomes: countOutcomes(group),
      p50Ms: median(latenciesMs),
      maxMs: group.length === 0 ? null : Math.max(...latenciesMs),
    };
  });
}
