import { percentileOf, quantileOf } from '../../stats/percentile.ts';
import type { PacedOutcome } from './record.ts';

export interface PacedSummary {
  /** Sent or not, all that were due. */
  readonly requests: number;
  /** 2xx with a complete body. */
  readonly accepted: number;
  /** How late requests left: from the intended to the actual sending. The pacer's own fault, published beside latency. */
  readonly sendLagP50Ms: number;
  readonly sendLagP99Ms: number;
  /** Of accepted answers, from the intended start to the complete answer. */
  readonly latencyUs: {
    readonly p50: number;
    /** Null below 100 answers, which do not carry it, and p99 below 1,000. */
    readonly p90: number | null;
    readonly p99: number | null;
  };
}

/** Latency and send lag of one open loop. */
export function summarisePaced({ records, notSent }: PacedOutcome): PacedSummary {
  const accepted = records.filter(
    ({ outcome, status }) =>
      outcome === 'status' && status !== null && status >= 200 && status < 300,
  );
  const latenciesUs = accepted.map(({ intendedMs, doneMs }) => (doneMs - intendedMs) * 1_000);
  const lagsMs = records.map(({ intendedMs, sentMs }) => sentMs - intendedMs);
  return {
    requests: records.length + notSent,
    accepted: accepted.length,
    sendLagP50Ms: quantileOf(lagsMs, 0.5) ?? 0,
    sendLagP99Ms: quantileOf(lagsMs, 0.99) ?? 0,
    latencyUs: {
      p50: quantileOf(latenciesUs, 0.5) ?? 0,
      p90: percentileOf(latenciesUs, 0.9),
      p99: percentileOf(latenciesUs, 0.99),
    },
  };
}
