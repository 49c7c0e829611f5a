import type { PacedOutcome, PacedRecord } from '../../load/pace/record.ts';
import type { FailoverTrial } from '../../result/failover.ts';
import { trialOf, type Watch } from './measure.ts';
import { mix } from './mix.ts';

/** Requests written down by hand, for the tests of what is computed from them. */

type Traced = Partial<PacedRecord> & { readonly k: number };

/** Request k of a load of ten per second: due at 100 k ms, answered 200 after 2 ms, unless it says otherwise. */
export function traced({ k, ...rest }: Traced): PacedRecord {
  const kind = k % mix.length;
  const intendedMs = 100 * k;
  const sentMs = rest.sentMs ?? intendedMs;
  const population = mix[kind]?.population ?? 'public';
  return {
    k,
    kind,
    population,
    intendedMs,
    sentMs,
    doneMs: sentMs + 2,
    outcome: 'status',
    status: population === 'revoked' ? 401 : 200,
    replica: 'arm-1',
    upstream: '10.0.0.1:80',
    upstreamStatus: '200',
    error: null,
    ...rest,
  };
}

/** So many requests, some of them with a difference. */
export function trace(requests: number, differences: readonly Traced[] = []): PacedOutcome {
  const different = new Map(differences.map((each) => [each.k, each]));
  return {
    startedAtMs: 0,
    ratePerSecond: 10,
    endedAtMs: 100 * requests,
    records: Array.from({ length: requests }, (_, k) => traced(different.get(k) ?? { k })),
    notSent: 0,
  };
}

/** A fault one second after the first request, healed two seconds later. */
export function watch(outcome: PacedOutcome, differences: Partial<Watch> = {}): Watch {
  return {
    contender: 'tokens',
    fault: {
      fault: 'redis-frozen',
      variant: null,
      injected: 'Redis frozen',
      healed: 'Redis goes on',
    },
    trial: 0,
    outcome,
    noted: [],
    faultMs: 1_000,
    healedMs: 3_000,
    heldUntilMs: 3_000,
    logouts: [],
    boundMs: 0,
    validUntilMs: Number.POSITIVE_INFINITY,
    duplicateExecutions: 0,
    backInRotationMs: 50,
    copyBoundMs: null,
    idleShare: () => 1,
    ...differences,
  };
}

/** A trial in which nothing happened, with these differences. */
export function trialWith(differences: Partial<FailoverTrial>): FailoverTrial {
  return { ...trialOf(watch(trace(0))), ...differences };
}
