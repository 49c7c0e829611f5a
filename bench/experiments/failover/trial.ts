import { setTimeout as delay } from 'node:timers/promises';
import type { Arm, Moment, Stack } from '../../../infra/stack/stack.ts';
import { failoverWindows } from '../../load/failover-windows.ts';
import {
  bucketsOf,
  countOutcomes,
  isFailure,
  outcomesOf,
  slowAfterMs,
  unexpectedStatuses,
  wasRetried,
} from '../../load/outcome.ts';
import { summarisePaced } from '../../load/pace/summary.ts';
import type { PacedOutcome, Pacer } from '../../load/pace.ts';
import type { Plan } from '../../profiles.ts';
import type { FailoverTrial } from '../../result/failover.ts';
import { quantileOf } from '../../stats/percentile.ts';
import { type Fault, untilHealthy } from './faults.ts';
import { populate } from './populations.ts';

const bucketMs = 100;

export interface FaultRun {
  readonly stack: Stack;
  readonly arms: readonly Arm[];
  readonly pacer: Pacer;
  readonly fault: Fault;
  readonly trial: number;
  readonly plan: Plan['failover'];
  /** First load account of this trial: subjects of trials are kept apart. */
  readonly firstAccount: number;
}

/** Breaks all arms in the same moment under the same steady load, heals them, and says what each one's users saw. */
export async function breakArms(run: FaultRun): Promise<FailoverTrial[]> {
  const { arms, pacer, plan, fault } = run;
  for (const arm of arms) await untilHealthy(arm);
  for (const arm of arms) await providePopulations(run, arm);

  const runs = arms.map((arm) => pacer.start(loadOf(arm, run)));
  await delay(plan.baselineMs);
  const injected = await Promise.all(arms.map((arm) => fault.inject(arm)));
  await delay(plan.outageMs);
  const healed = await Promise.all(arms.map((arm) => fault.heal(arm)));
  const outcomes = await Promise.all(runs.map(({ done }) => done));

  const trials: FailoverTrial[] = [];
  for (const [index, arm] of arms.entries()) {
    const outcome = outcomes[index];
    const faultAt = injected[index];
    const healedAt = healed[index];
    if (!outcome || !faultAt || !healedAt) throw new RangeError(`no outcome of ${arm.spec.arm}`);
    const sick = await untilHealthy(arm).then(
      () => null,
      (error: unknown) =>
        `not healthy afterwards: ${error instanceof Error ? error.message : String(error)}`,
    );
    trials.push(trialOf(run, arm, outcome, faultAt, healedAt, sick));
  }
  return trials;
}

async function providePopulations(
  { stack, pacer, firstAccount }: FaultRun,
  arm: Arm,
): Promise<void> {
  const { valid, revoked } = await populate(stack, arm, firstAccount);
  const headersOf = (credentials: typeof valid) => credentials.map(({ headers }) => headers);
  await pacer.provide(`${arm.spec.arm}:valid`, headersOf(valid));
  await pacer.provide(`${arm.spec.arm}:revoked`, headersOf(revoked));
}

/** Three valid requests to one revoked; reads and a write, because the balancer repeats one and not the other. */
function loadOf(arm: Arm, { plan, fault, trial }: FaultRun) {
  const valid = `${arm.spec.arm}:valid`;
  return {
    url: arm.url,
    plan: [
      { method: 'GET', path: '/orders', population: 'valid', credentials: valid },
      {
        method: 'GET',
        path: '/orders',
        population: 'revoked',
        credentials: `${arm.spec.arm}:revoked`,
      },
      { method: 'GET', path: '/me', population: 'valid', credentials: valid },
      { method: 'GET', path: '/orders', population: 'valid', credentials: valid },
    ] as const,
    ratePerSecond: plan.offeredPerSecond,
    durationMs: plan.baselineMs + plan.outageMs + plan.afterMs,
    requestIdPrefix: `${fault.fault}-${trial}-${arm.spec.arm}-`,
  };
}

function trialOf(
  { fault, trial, plan }: FaultRun,
  arm: Arm,
  outcome: PacedOutcome,
  injected: Moment,
  healed: Moment,
  sick: string | null,
): FailoverTrial {
  const { records } = outcome;
  const before = records.filter(({ doneMs }) => doneMs < injected.beforeMs);
  const baselineP99Ms =
    quantileOf(
      before.map(({ intendedMs, doneMs }) => doneMs - intendedMs),
      0.99,
    ) ?? 0;
  const outcomes = outcomesOf(records, slowAfterMs(baselineP99Ms));
  const counts = countOutcomes(outcomes);
  const unexpected = Object.entries(unexpectedStatuses(records));
  const invalidBecause = [
    ...(sick === null ? [] : [`${arm.spec.arm}: ${sick}`]),
    ...unexpected.map(([status, count]) => `${arm.spec.arm}: ${count} answers ${status}`),
    ...(outcome.notSent > 0
      ? [`${arm.spec.arm}: ${outcome.notSent} requests not sent in time`]
      : []),
  ];
  return {
    contender: arm.spec.contender,
    fault: fault.fault,
    variant: null,
    trial,
    offeredPerSecond: plan.offeredPerSecond,
    sendLagP99Ms: summarisePaced(outcome).sendLagP99Ms,
    requests: records.length,
    outcomes: counts,
    failed: outcomes.filter((each) => isFailure(each.class)).length,
    falseAccepts: counts['false-accept'] ?? 0,
    falseRejects: counts['false-reject'] ?? 0,
    retriedByBalancer: records.filter(wasRetried).length,
    truncatedBodies: records.filter(({ outcome: how }) => how === 'short-body').length,
    duplicateExecutions: null,
    failedAfterMs: [],
    backInRotationMs: 0,
    routes: [],
    misjudgements: [],
    ejections: [],
    lateRevocations: null,
    ...failoverWindows(outcomes, {
      faultMs: injected.beforeMs,
      untilMs: outcome.endedAtMs,
      ratePerSecond: plan.offeredPerSecond,
    }),
    bucketMs,
    buckets: bucketsOf(outcomes, injected.beforeMs, bucketMs),
    marks: [
      { atMs: 0, label: fault.injected },
      { atMs: healed.afterMs - injected.beforeMs, label: fault.healed },
    ],
    valid: invalidBecause.length === 0,
    invalidBecause,
  };
}
