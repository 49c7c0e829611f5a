import { percentileOf, quantileOf } from '../../stats/percentile.ts';

/** What an open loop is asked for and what it gives back. Plain data: it crosses the process boundary. */

export type RequestHeaders = Readonly<Record<string, string>>;

/** What the sender knows of the credential that a request presents; `public`: it presents none. */
export type Population = 'valid' | 'revoked' | 'public';

/** One kind of request in the mix. */
export interface PlannedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers?: RequestHeaders;
  readonly body?: string;
  readonly population: Population;
  /** A set handed over by `provide`; the requests of this kind go through it in turn. Default: none. */
  readonly credentials?: string;
}

export interface PacedLoad {
  /** Base URL. */
  readonly url: string;
  /** Request k is `plan[k % plan.length]`: the order, and with it the mix, is fixed. */
  readonly plan: readonly PlannedRequest[];
  readonly ratePerSecond: number;
  readonly durationMs: number;
  /** When request 0 is due, on the clock of the process that opened the pacer. Default: at once. */
  readonly startAtMs?: number;
  /** From the moment of sending; default 3,000. */
  readonly timeoutMs?: number;
  /**
   * Default: what a total silence of `timeoutMs` needs, and a quarter more. Beyond it requests are counted as not sent.
   */
  readonly maxInFlight?: number;
  /**
   * Each request carries `x-request-id: <prefix><k>`, so that servers' logs and counts can be joined. Default: none.
   */
  readonly requestIdPrefix?: string;
  /** Waiting shorter than this is not left to a timer. Default 1.5; costs some CPU, keeps the send lag small. */
  readonly fineMs?: number;
}

/**
 * How the transport ended. `short-body`: the head came, the rest did not. A status is no judgement: whether 401 was the
 * right answer depends on the population (`../outcome.ts`).
 */
export type TransportOutcome = 'status' | 'reset' | 'refused' | 'timeout' | 'short-body';

/** What one answer says of its way through the balancer: each attempt at a replica. */
export interface BalancerAnswer {
  /** Complete answer, or the failure. */
  readonly doneMs: number;
  /** `x-replica`, `x-upstream` and `x-upstream-status` of the answer; null where absent. */
  readonly replica: string | null;
  readonly upstream: string | null;
  readonly upstreamStatus: string | null;
}

/** The headers that replica and balancer put on an answer, as a `BalancerAnswer` has them. */
export function attemptsIn(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Omit<BalancerAnswer, 'doneMs'> {
  return {
    replica: single(headers['x-replica']),
    upstream: single(headers['x-upstream']),
    upstreamStatus: single(headers['x-upstream-status']),
  };
}

function single(value: string | string[] | undefined): string | null {
  return typeof value === 'string' ? value : (value?.join(', ') ?? null);
}

/** One request. Times are on the `performance.now()` of the process that opened the pacer. */
export interface PacedRecord extends BalancerAnswer {
  readonly k: number;
  /** Index in the plan. */
  readonly kind: number;
  readonly population: Population;
  /** When the schedule wanted it sent. Latency counts from here. */
  readonly intendedMs: number;
  readonly sentMs: number;
  readonly outcome: TransportOutcome;
  /** Null when no head was received. */
  readonly status: number | null;
  /** Error code of the transport; null when the answer was complete. */
  readonly error: string | null;
}

export interface PacedOutcome {
  /** Intended time of request 0, on the caller's clock. */
  readonly startedAtMs: number;
  readonly ratePerSecond: number;
  /** Until the schedule ended or was stopped. */
  readonly endedAtMs: number;
  /** In the order of k. */
  readonly records: readonly PacedRecord[];
  /** Due, but not sent because `maxInFlight` were open. More than none makes a trial invalid. */
  readonly notSent: number;
}

export interface PacedSummary {
  /** Sent or not, all that were due. */
  readonly requests: number;
  /** 2xx with a complete body. */
  readonly accepted: number;
  /**
   * How late requests left: from the intended to the actual sending. The pacer's own fault, published beside latency.
   */
  readonly sendLagP99Ms: number;
  /** Of accepted answers, from the intended start to the complete answer. */
  readonly latencyUs: {
    readonly p50: number;
    /** Null below 100 answers, which do not carry it, and p99 below 1,000. */
    readonly p90: number | null;
    readonly p99: number | null;
  };
}

/** Of each accepted answer, from the intended start to the complete answer; microseconds, in the order of sending. */
export function latenciesUsOf({ records }: Pick<PacedOutcome, 'records'>): number[] {
  return records
    .filter(
      ({ outcome, status }) =>
        outcome === 'status' && status !== null && status >= 200 && status < 300,
    )
    .map(({ intendedMs, doneMs }) => (doneMs - intendedMs) * 1_000);
}

/** Latency and send lag of one open loop. */
export function summarisePaced({ records, notSent }: PacedOutcome): PacedSummary {
  const latenciesUs = latenciesUsOf({ records });
  const lagsMs = records.map(({ intendedMs, sentMs }) => sentMs - intendedMs);
  return {
    requests: records.length + notSent,
    accepted: latenciesUs.length,
    sendLagP99Ms: quantileOf(lagsMs, 0.99) ?? 0,
    latencyUs: {
      p50: quantileOf(latenciesUs, 0.5) ?? 0,
      p90: percentileOf(latenciesUs, 0.9),
      p99: percentileOf(latenciesUs, 0.99),
    },
  };
}
