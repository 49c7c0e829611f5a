import type { StackDriver } from '../../infra/stack/stack.ts';
import type { ExperimentName } from '../result/run.ts';
import type { ProfileName } from '../run/options.ts';
import {
  type FailoverPlan,
  failoverInContainers,
  failoverPhases,
  failoverPlans,
} from './failover/plan.ts';
import { type LookupPlan, lookupPhases, lookupPlans } from './lookup/plan.ts';
import { type RevocationPlan, revocationPhases, revocationPlans } from './revocation/plan.ts';
import { type SweepsPlan, sweepsPhases, sweepsPlans } from './sweeps/plan.ts';

/**
 * The sizes of a run, fixed before it starts: a run is never prolonged because its figures look unsettled
 * (optional stopping makes noise significant; benchstat's first tip). Each experiment keeps its own beside it.
 */
export interface Plan {
  readonly lookup: LookupPlan;
  readonly revocation: RevocationPlan;
  readonly failover: FailoverPlan;
  readonly sweeps: SweepsPlan;
}

/** `faults` replaces those of the profile; null: it does not. */
export function planOf(
  profile: ProfileName,
  faults: readonly string[] | null,
  driver: StackDriver,
): Plan {
  const ofFailover = failoverPlans[profile];
  return {
    lookup: lookupPlans[profile],
    sweeps: sweepsPlans[profile],
    revocation: revocationPlans[profile],
    failover: {
      ...(driver === 'compose' ? failoverInContainers(ofFailover) : ofFailover),
      ...(faults === null ? {} : { faults: faults.join(' ') }),
    },
  };
}

/** `lookup.boots: 3`, …: the plan as it stands in the result. */
export function flattenPlan(plan: Plan): Record<string, number | string> {
  return Object.fromEntries(
    Object.entries(plan).flatMap(([experiment, sizes]) =>
      Object.entries<number | string>(sizes).map(([name, size]) => [`${experiment}.${name}`, size]),
    ),
  );
}

/** How much longer a run takes in containers: their networks and their starts use the same two cores. */
const inContainers = 1.5;

/** About how long each phase takes on two cores, for the time left on the screen; corrected by progress as it runs. */
export function expectedPhases(
  plan: Plan,
  experiments: readonly ExperimentName[],
  arms: number,
  driver: StackDriver,
): ReadonlyMap<string, number> {
  const { lookup, sweeps, revocation, failover } = plan;
  const phases: readonly [string, number][] = [
    ['starting the lab', 700 * arms],
    ['checking the contract', 80 * arms],
    ...(experiments.includes('lookup') ? lookupPhases(lookup, arms) : []),
    ...(experiments.includes('sweeps') ? sweepsPhases(sweeps) : []),
    ...(experiments.includes('revocation') ? revocationPhases(revocation, arms) : []),
    ...(experiments.includes('failover') ? failoverPhases(failover) : []),
  ];
  const factor = driver === 'compose' ? inContainers : 1;
  return new Map(phases.map(([phase, expectedMs]) => [phase, factor * expectedMs]));
}
