import type { FailoverPlan } from './experiments/failover/plan.ts';
import type { LookupPlan } from './experiments/lookup/plan.ts';
import type { RevocationPlan } from './experiments/revocation/plan.ts';
import type { SweepsPlan } from './experiments/sweeps/plan.ts';

export const profileNames = ['smoke', 'default', 'full'] as const;
export type ProfileName = (typeof profileNames)[number];

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
