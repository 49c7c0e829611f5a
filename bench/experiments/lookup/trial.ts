import { readFileSync } from 'node:fs';
import type { ArmSpec, Balancer, Replica, Store } from '../../../infra/stack/stack.ts';
import type { Generator, TrialOutcome } from '../../load/autocannon/generator.ts';
import type { LookupTrial } from '../../result/lookup-trial.ts';
import { type ArmCounters, readArmCounters } from '../metrics.ts';
import type { LookupPlan } from './plan.ts';

/** The route that is measured: the same durable data for every contender, so that only the check differs. */
export const measuredPath = '/orders';

/** What a trial needs of an arm. The self-test measures planted servers through the same door. */
export interface MeasuredArm {
  readonly spec: Pick<ArmSpec, 'arm' | 'contender'>;
  readonly url: string;
  readonly replicas: readonly Pick<Replica, 'name' | 'metricsUrl'>[];
  readonly store: Pick<Store, 'counters'>;
}

export interface TrialTools {
  readonly generator: Pick<Generator, 'run'>;
  readonly balancer: Pick<Balancer, 'cpuUs'>;
  /** The window: how much load, and from how many connections. */
  readonly plan: Pick<LookupPlan, 'requestsPerTrial' | 'settleRequests' | 'connections'>;
  readonly sinceStartMs: () => number;
}

/**
 * One arm under closed-loop load for one window; counters are read just before and just after it.
 *
 * @param presents whose credentials are presented; the arm's own unless a rung of the ladder wants others.
 * @param settlesWith those of the requests before the window; default: the same.
 */
export async function measureTrial(
  arm: MeasuredArm,
  place: Pick<LookupTrial, 'boot' | 'block' | 'position'>,
  tools: TrialTools,
  presents = arm.spec.arm,
  settlesWith = presents,
): Promise<LookupTrial> {
  const { generator, balancer, plan } = tools;
  const load = {
    url: arm.url,
    path: measuredPath,
    credentials: presents,
    // Every block moves on in the set, so that no few records stay hot in Redis' and the CPU's caches.
    firstCredential: place.block * plan.requestsPerTrial,
    connections: plan.connections,
  };
  // Fills the balancer's pools of connections: opening one costs the replica more than a request does.
  await generator.run({ ...load, credentials: settlesWith, requests: plan.settleRequests });

  const startedAtMs = tools.sinceStartMs();
  const stealShare = watchSteal();
  // Twice in a row: the difference is what one reading costs, in this very moment.
  const earlier = await readArmCounters(arm);
  const [before, balancerBeforeUs] = await Promise.all([readArmCounters(arm), balancer.cpuUs()]);
  const outcome = await generator.run({ ...load, requests: plan.requestsPerTrial });
  const [after, balancerAfterUs] = await Promise.all([readArmCounters(arm), balancer.cpuUs()]);

  const invalidBecause = problemsOf(outcome, plan.requestsPerTrial);
  return {
    contender: arm.spec.contender,
    arm: arm.spec.arm,
    ...place,
    startedAtMs,
    connections: plan.connections,
    ...workOf(earlier, before, after),
    balancerCpuUs:
      balancerBeforeUs === null || balancerAfterUs === null
        ? null
        : balancerAfterUs - balancerBeforeUs,
    ...answersOf(outcome),
    hostStealShare: stealShare(),
    replicaShares: arm.replicas.map(
      ({ name }) => (outcome.replicaCounts[name] ?? 0) / Math.max(1, outcome.requests),
    ),
    valid: invalidBecause.length === 0,
    invalidBecause,
  };
}

/** Trials of an arm in each block. */
export function trialsPerBlock(
  { contender }: Pick<ArmSpec, 'contender'>,
  { floorTrialsPerBlock }: Pick<LookupPlan, 'floorTrialsPerBlock'>,
): number {
  return contender === 'floor' ? floorTrialsPerBlock : 1;
}

/** CPU of the window, and of one reading of the counters. */
function workOf(earlier: ArmCounters, before: ArmCounters, after: ArmCounters) {
  return {
    replicaCpuUs: after.replicaCpuUs - before.replicaCpuUs,
    replicaMainThreadCpuUs: after.mainThreadCpuUs - before.mainThreadCpuUs,
    storeCpuUs: after.storeCpuUs - before.storeCpuUs,
    counterReadCpuUs: before.replicaCpuUs - earlier.replicaCpuUs,
    counterReadMainThreadCpuUs: before.mainThreadCpuUs - earlier.mainThreadCpuUs,
    counterReadStoreCpuUs: before.storeCpuUs - earlier.storeCpuUs,
    involuntarySwitches: after.involuntarySwitches - before.involuntarySwitches,
  };
}

function answersOf(outcome: TrialOutcome) {
  const { p50, p90, p99, histogram } = outcome.latencyUs;
  return {
    durationMs: outcome.durationMs,
    requests: outcome.requests,
    accepted: outcome.accepted,
    statuses: { ...outcome.statuses },
    errors: outcome.errors,
    desynced: outcome.desynced,
    latencyUs: { p50, p90, p99, histogram },
    generatorUtilization: outcome.utilization,
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

/**
 * A trial with the share of processor time that other programs took during its block. From the share of the plan on it
 * is invalid. The rule looks at the machine and never at the figure that was measured.
 */
export function besideOthers(
  trial: LookupTrial,
  share: number | null,
  { othersInvalidFrom }: Pick<LookupPlan, 'othersInvalidFrom'>,
): LookupTrial {
  if (share === null || share < othersInvalidFrom) return { ...trial, otherProgramsShare: share };
  const reason = `other programs took ${(100 * share).toFixed(0)} % of all processor time`;
  return {
    ...trial,
    otherProgramsShare: share,
    valid: false,
    invalidBecause: [...trial.invalidBecause, reason],
  };
}

/** Ticks of all CPUs since boot, from the first line of /proc/stat; see proc(5). */
interface CpuTicks {
  readonly total: number;
  readonly steal: number;
}

/** The fields of proc(5): user nice system idle iowait irq softirq steal (guest times are inside user). */
export function parseCpuTicks(procStat: string | null): CpuTicks | null {
  const line = procStat?.split('\n').find((text) => text.startsWith('cpu '));
  if (line === undefined) return null;
  const ticks = line.trim().split(/\s+/).slice(1, 9).map(Number);
  const steal = ticks[7];
  if (steal === undefined || ticks.some((tick) => !Number.isFinite(tick))) return null;
  return { total: ticks.reduce((sum, tick) => sum + tick, 0), steal };
}

/** Starts a watch over the host; the returned function tells the share of CPU time that other guests took meanwhile. */
export function watchSteal(read: () => string | null = readProcStat): () => number | null {
  const before = parseCpuTicks(read());
  return () => {
    const after = parseCpuTicks(read());
    if (before === null || after === null || after.total <= before.total) return null;
    return (after.steal - before.steal) / (after.total - before.total);
  };
}

/** Null where there is no /proc: the gate then says that steal could not be read. */
function readProcStat(): string | null {
  try {
    return readFileSync('/proc/stat', 'utf8');
  } catch {
    return null;
  }
}
