import {
  bucketsOf,
  countOutcomes,
  failoverWindows,
  isFailure,
  starvedOf,
  unexpectedStatuses,
  wasRetried,
} from '../../load/outcome.ts';
import {
  type BalancerAnswer,
  type PacedOutcome,
  type PacedRecord,
  summarisePaced,
} from '../../load/pace/record.ts';
import type { FailoverMark, FailoverTrial } from '../../result/failover.ts';
import type { FailoverRoute } from '../../result/failover-outcome.ts';
import { quantileOf } from '../../stats/percentile.ts';
import { ejectionsOf } from './ejections.ts';
import type { FaultForm } from './fault.ts';
import {
  acceptedAfterLogout,
  boundPhasesOf,
  type Circumstances,
  type FaultSeen,
  type Judged,
  judge,
  misjudgementsOf,
  type Outage,
  withStanding,
} from './judge.ts';
import { asksRedis, type MixedRequest, mix } from './mix.ts';

const bucketMs = 100;

/** Everything that was seen of one arm in one trial. Times are on the clock of the harness. */
export interface Watch extends Circumstances, FaultSeen, Outage {
  readonly contender: string;
  readonly fault: Pick<FaultForm, 'fault' | 'variant' | 'injected' | 'healed'>;
  readonly trial: number;
  readonly outcome: PacedOutcome;
  /** The answers to requests that the fault itself sent. */
  readonly noted: readonly BalancerAnswer[];
  readonly healedMs: number;
  readonly duplicateExecutions: number | null;
  readonly backInRotationMs: number;
}

/** The trial as it stands in the results. Pure: the same watch gives the same trial. */
export function trialOf(watch: Watch): FailoverTrial {
  const { outcome, faultMs, fault, contender, logouts } = watch;
  const records = withStanding(outcome.records, watch);
  const judged = judge(records, watch);
  const since = judged.filter(({ doneMs }) => doneMs >= faultMs);
  const counts = countOutcomes(judged);
  const invalidBecause = reasonsAgainst(watch, records, judged);
  return {
    contender,
    fault: fault.fault,
    variant: fault.variant,
    trial: watch.trial,
    offeredPerSecond: outcome.ratePerSecond,
    sendLagP99Ms: summarisePaced(outcome).sendLagP99Ms,
    requests: records.length,
    outcomes: counts,
    failed: judged.filter((each) => isFailure(each.class)).length,
    falseAccepts: counts['false-accept'] ?? 0,
    falseRejects: counts['false-reject'] ?? 0,
    retriedByBalancer: records.filter(wasRetried).length,
    truncatedBodies: records.filter((record) => record.outcome === 'short-body').length,
    duplicateExecutions: watch.duplicateExecutions,
    failedAfterMs: failedAfterMs(since, contender),
    ...failoverWindows(judged, {
      faultMs,
      untilMs: outcome.endedAtMs,
      ratePerSecond: outcome.ratePerSecond,
    }),
    backInRotationMs: watch.backInRotationMs,
    routes: routesOf(since, contender),
    misjudgements: misjudgementsOf(since, faultMs),
    ejections: ejectionsOf(
      [
        ...judged.map(({ record }) => record),
        ...logouts.flatMap(({ answers }) => answers),
        ...watch.noted,
      ],
      faultMs,
    ),
    boundPhases: boundPhasesOf(since, watch),
    lateRevocations:
      logouts.length === 0
        ? null
        : {
            tried: logouts.length,
            acknowledged: logouts.filter(({ acknowledgedMs }) => acknowledgedMs !== null).length,
            acceptedAfterwards: acceptedAfterLogout(outcome.records, watch),
          },
    bucketMs,
    buckets: bucketsOf(judged, faultMs, bucketMs),
    marks: marksOf(watch),
    valid: invalidBecause.length === 0,
    invalidBecause,
  };
}

/** Of requests that ask Redis: how long a user waits for "not now". From sending, not from the schedule. */
function failedAfterMs(since: readonly Judged[], contender: string): number[] {
  return since
    .filter(({ class: outcome, record }) => {
      const kind = mix[record.kind];
      return kind !== undefined && isFailure(outcome) && asksRedis(kind, contender);
    })
    .map(({ record }) => Math.round(10 * (record.doneMs - record.sentMs)) / 10)
    .sort((a, b) => a - b);
}

/** The requests since the fault, by what was asked and with whose credentials. Empty groups are left out. */
function routesOf(since: readonly Judged[], contender: string): FailoverRoute[] {
  const groups = Map.groupBy(mix, (kind) => `${kind.credentials} ${labelOf(kind)}`);
  return [...groups.values()].flatMap((kinds) => {
    const [kind] = kinds;
    const requests = since.filter(({ record }) => kinds.some((each) => each === mix[record.kind]));
    if (kind === undefined || requests.length === 0) return [];
    return {
      route: labelOf(kind),
      // The users who log out during the fault are valid before and revoked after: their requests belong to neither
      // row.
      population: kind.population,
      leaving: kind.credentials === 'leaving',
      asksRedis: asksRedis(kind, contender),
      requests: requests.length,
      outcomes: countOutcomes(requests),
      ...starvedOf(requests),
      answered503: requests.filter((each) => each.class === '5xx' && each.record.status === 503)
        .length,
      failedP99Ms: quantileOf(
        requests
          .filter((each) => isFailure(each.class))
          .map(({ record }) => record.doneMs - record.sentMs),
        0.99,
      ),
    };
  });
}

function labelOf({ method, path }: MixedRequest): string {
  return `${method} ${path}`;
}

/** A trial in which something was wrong before the fault, or that the load itself spoiled, is no evidence. */
function reasonsAgainst(
  { contender, outcome, faultMs }: Watch,
  records: readonly PacedRecord[],
  judged: readonly Judged[],
): string[] {
  const failedBefore = judged.filter(
    (each) => each.doneMs < faultMs && isFailure(each.class),
  ).length;
  return [
    ...(failedBefore > 0 ? [`${contender}: ${failedBefore} requests failed before the fault`] : []),
    ...Object.entries(unexpectedStatuses(records)).map(
      ([status, count]) => `${contender}: ${count} answers ${status}`,
    ),
    ...(outcome.notSent > 0 ? [`${contender}: ${outcome.notSent} requests not sent in time`] : []),
  ];
}

function marksOf({ fault, faultMs, healedMs, logouts }: Watch): FailoverMark[] {
  const [first] = logouts;
  return [
    { atMs: 0, label: fault.injected },
    ...(first === undefined
      ? []
      : [{ atMs: first.triedMs - faultMs, label: `${logouts.length} users log out` }]),
    ...(fault.healed === undefined ? [] : [{ atMs: healedMs - faultMs, label: fault.healed }]),
  ].sort((a, b) => a.atMs - b.atMs);
}
