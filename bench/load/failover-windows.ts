import { isError, type Outcome } from './outcome.ts';

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
