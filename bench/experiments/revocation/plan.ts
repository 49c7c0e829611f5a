import type { ProfilePlans } from '../plan.ts';

export interface RevocationPlan {
  readonly logoutTrials: number;
  /** Probing at full rate goes on for this long after the revoking answer. */
  readonly watchMs: number;
}

export const revocationPlans: ProfilePlans<RevocationPlan> = {
  smoke: { logoutTrials: 5, watchMs: 150 },
  default: { logoutTrials: 50, watchMs: 250 },
  full: { logoutTrials: 200, watchMs: 250 },
};

/** Expected milliseconds of each phase, on two cores, for the time left on the screen. */
export function revocationPhases(plan: RevocationPlan, arms: number): [string, number][] {
  return [['revocation', arms * (plan.watchMs + 120) * plan.logoutTrials]];
}
