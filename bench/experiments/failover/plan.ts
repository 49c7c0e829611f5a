import type { ProfilePlans } from '../plan.ts';

export interface FailoverPlan {
  readonly trialsPerFault: number;
  /** Of each contender; all are under load side by side. */
  readonly offeredPerSecond: number;
  readonly baselineMs: number;
  readonly outageMs: number;
  readonly afterMs: number;
}

export const failoverPlans: ProfilePlans<FailoverPlan> = {
  smoke: {
    trialsPerFault: 1,
    offeredPerSecond: 40,
    baselineMs: 1000,
    outageMs: 1200,
    afterMs: 3500,
  },
  default: {
    trialsPerFault: 3,
    offeredPerSecond: 40,
    baselineMs: 2000,
    outageMs: 2000,
    afterMs: 6000,
  },
  full: {
    trialsPerFault: 10,
    offeredPerSecond: 40,
    baselineMs: 3000,
    outageMs: 3000,
    afterMs: 12_000,
  },
};

/** Expected milliseconds of each phase, for the time left on the screen. */
export function failoverPhases(plan: FailoverPlan, faults: number): [string, number][] {
  const trialMs = plan.baselineMs + plan.outageMs + plan.afterMs + 1000;
  return [['failover', faults * plan.trialsPerFault * trialMs]];
}
