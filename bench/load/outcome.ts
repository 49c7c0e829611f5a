import type { FailoverBucket, OutcomeClass } from '../result/failover.ts';
import { median } from '../stats/percentile.ts';
import type { PacedRecord } from './pace/record.ts';

/** What the requests of a failover trial amount to: each in exactly one class, and the times that follow from them. */

export interface Outcome {
  readonly class: OutcomeClass;
  readonly intendedMs: number;
  readonly doneMs: number;
  /** Late or failed while the machine had no processor to spare. Default false. */
  readonly starved?: boolean;
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

/** The counts of those that were starved, or no key at all where there was none. */
export function starvedOf(outcomes: readonly Outcome[]): Pick<FailoverBucket, 'starved'> {
  const starved = outcomes.filter((each) => each.starved);
  return starved.length === 0 ? {} : { starved: countOutcomes(starved) };
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
      ...starvedOf(group),
      p50Ms: median(latenciesMs),
      maxMs: group.length === 0 ? null : Math.max(...latenciesMs),
    };
  });
}

/** All times are milliseconds after the fault; null as in the result schema. */
export interface FailoverWindows {
  /** To the intended start of the first request that did not end ok. */
  readonly detectionMs: number | null;
  /** From the first to the last request that failed or was misjudged, plus one period of the load. */
  readonly errorWindowMs: number | null;
  /**
   * To the start of the first whole second, from the first disturbance on, without any. 0 when nothing was disturbed.
   */
  readonly recoveryMs: number | null;
}

export interface FaultTiming {
  /** The fault began: `beforeMs` of its moment, so that no disturbance is dated before its cause. */
  readonly faultMs: number;
  /** The schedule of requests ended. */
  readonly untilMs: number;
  readonly ratePerSecond: number;
}

const cleanMs = 1_000;

/**
 * What the fault did. A request belongs to it when it was still open at the fault or was due later: one that was in
 * flight when its replica died is the first to notice, and is dated at the fault. A request that the balancer retried
 * within the limit of slowness was masked: the user did not notice the fault.
 */
export function failoverWindows(
  outcomes: readonly Outcome[],
  { faultMs, untilMs, ratePerSecond }: FaultTiming,
): FailoverWindows {
  const periodMs = 1_000 / ratePerSecond;
  const sinceFault = outcomes.filter(({ doneMs }) => doneMs >= faultMs);
  const disturbedMs = sortedTimes(
    sinceFault.filter((outcome) => outcome.class !== 'ok' && outcome.class !== 'retried'),
    faultMs,
  );
  const errorsMs = sortedTimes(
    sinceFault.filter((outcome) => isError(outcome.class)),
    faultMs,
  );
  const [firstErrorMs] = errorsMs;
  const lastErrorMs = errorsMs.at(-1);
  return {
    detectionMs: disturbedMs[0] ?? null,
    errorWindowMs:
      firstErrorMs === undefined || lastErrorMs === undefined
        ? null
        : lastErrorMs - firstErrorMs + periodMs,
    recoveryMs: recovery(disturbedMs, untilMs - faultMs, periodMs),
  };
}

function sortedTimes(outcomes: readonly Outcome[], faultMs: number): number[] {
  return outcomes.map(({ intendedMs }) => Math.max(0, intendedMs - faultMs)).sort((a, b) => a - b);
}

function recovery(
  disturbedMs: readonly number[],
  untilMs: number,
  periodMs: number,
): number | null {
  if (disturbedMs.length === 0) return 0;
  const last = disturbedMs.find((ms, index) => {
    const nextMs = disturbedMs[index + 1] ?? untilMs;
    return nextMs - (ms + periodMs) >= cleanMs;
  });
  return last === undefined ? null : last + periodMs;
}
