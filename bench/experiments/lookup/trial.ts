import type { Arm, Balancer } from '../../../infra/stack/stack.ts';
import { watchSteal } from '../../host.ts';
import type { Generator } from '../../load/autocannon/generator.ts';
import type { TrialOutcome } from '../../load/autocannon/trial.ts';
import { readArmCounters } from '../../metrics.ts';
import type { Plan } from '../../profiles.ts';
import type { LookupTrial } from '../../result/lookup.ts';

/** The route that is measured: the same durable data for every contender, so that only the check differs. */
export const measuredPath = '/orders';

export interface TrialPlace {
  readonly boot: number;
  readonly block: number;
  readonly position: number;
}

export interface TrialTools {
  readonly generator: Generator;
  readonly balancer: Balancer;
  readonly plan: Plan['lookup'];
  readonly sinceStartMs: () => number;
}

/** One arm under closed-loop load for one window; counters are read just before and just after it. */
export async function measureTrial(
  arm: Arm,
  place: TrialPlace,
  tools: TrialTools,
): Promise<LookupTrial> {
  const { generator, balancer, plan } = tools;
  const load = {
    url: arm.url,
    path: measuredPath,
    credentials: arm.spec.arm,
    // Every block moves on in the set, so that no few records stay hot in Redis' and the CPU's caches.
    firstCredential: place.block * plan.requestsPerTrial,
    connections: plan.connections,
  };
  // Fills the balancer's pools of connections: opening one costs the replica more than a request does.
  await generator.run({ ...load, requests: plan.settleRequests });

  const startedAtMs = tools.sinceStartMs();
  const stealShare = watchSteal();
  const [before, balancerBeforeUs] = await Promise.all([readArmCounters(arm), balancer.cpuUs()]);
  const outcome = await generator.run({ ...load, requests: plan.requestsPerTrial });
  const [after, balancerAfterUs] = await Promise.all([readArmCounters(arm), balancer.cpuUs()]);

  const invalidBecause = problemsOf(outcome, plan.requestsPerTrial);
  return {
    contender: arm.spec.contender,
    arm: arm.spec.arm,
    ...place,
    startedAtMs,
    durationMs: outcome.durationMs,
    connections: plan.connections,
    requests: outcome.requests,
    accepted: outcome.accepted,
    statuses: { ...outcome.statuses },
    errors: outcome.errors,
    desynced: outcome.desynced,
    replicaCpuUs: after.replicaCpuUs - before.replicaCpuUs,
    replicaMainThreadCpuUs: after.mainThreadCpuUs - before.mainThreadCpuUs,
    balancerCpuUs:
      balancerBeforeUs === null || balancerAfterUs === null
        ? null
        : balancerAfterUs - balancerBeforeUs,
    storeCpuUs: after.storeCpuUs - before.storeCpuUs,
    latencyUs: {
      p50: outcome.latencyUs.p50,
      p90: outcome.latencyUs.p90,
      p99: outcome.latencyUs.p99,
      histogram: outcome.latencyUs.histogram,
    },
    generatorUtilization: outcome.utilization,
    hostStealShare: stealShare(),
    replicaShares: arm.replicas.map(
      ({ name }) => (outcome.replicaCounts[name] ?? 0) / Math.max(1, outcome.requests),
    ),
    valid: invalidBecause.length === 0,
    invalidBecause,
  };
}

/**
 * The rules that make a trial invalid, fixed before any run. They look at the instrument and at the answers, never at
 * how large the figure is: no trial is dropped for being slow.
 */
function problemsOf(outcome: TrialOutcome, asked: number): string[] {
  const problems: string[] = [];
  if (outcome.accepted !== asked)
    problems.push(`${asked - outcome.accepted} of ${asked} requests were not answered 2xx`);
  if (outcome.errors > 0) problems.push(`${outcome.errors} connection errors`);
  if (outcome.desynced > 0)
    problems.push(`${outcome.desynced} answers out of step with their requests`);
  if (outcome.shortBodies > 0) problems.push(`${outcome.shortBodies} answers cut short`);
  return problems;
}
