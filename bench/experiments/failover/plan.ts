import type { ProfilePlans } from '../../run/options.ts';
import type { FaultForm } from './fault.ts';
import { faultNames, formsNamed } from './faults.ts';

export interface FailoverPlan {
  /** Which faults, by name; `redis-full:noeviction` names one form. */
  readonly faults: string;
  readonly trialsPerFault: number;
  /** Of each contender; all are under load side by side. */
  readonly offeredPerSecond: number;
  readonly baselineMs: number;
  /** A random wait of up to this long is added, so that the fault meets every phase of the balancer's timers. */
  readonly phaseMs: number;
  readonly outageMs: number;
  readonly afterMs: number;
}

const core = [
  'replica-killed',
  'rolling-restart',
  'redis-frozen',
  'redis-restarted-empty',
  'replica-frozen',
];

export const failoverPlans: ProfilePlans<FailoverPlan> = {
  smoke: {
    faults: 'replica-killed redis-restarted-empty',
    trialsPerFault: 1,
    offeredPerSecond: 40,
    // Half a second of it is left out. The rest must hold one whole round of the mix, in which a user meets every
    // replica: in 700 ms sessions-memory could serve the one request of a valid user that was counted.
    baselineMs: 1000,
    phaseMs: 100,
    outageMs: 900,
    afterMs: 2200,
  },
  default: {
    faults: core.join(' '),
    trialsPerFault: 3,
    offeredPerSecond: 40,
    // Half a second of it is left out, and the rest must show what a contender does anyway.
    baselineMs: 1000,
    phaseMs: 500,
    outageMs: 1300,
    // The balancer leaves out what failed for two seconds, which its clock of whole seconds may make three: a short run
    // does not wait for the last of it.
    afterMs: 2200,
  },
  full: {
    faults: faultNames.join(' '),
    trialsPerFault: 10,
    offeredPerSecond: 40,
    baselineMs: 3000,
    phaseMs: 3000,
    outageMs: 4000,
    afterMs: 8000,
  },
};

/** The forms of the faults that a plan names, in its order, each once. */
export function formsOfPlan({ faults: names }: FailoverPlan): readonly FaultForm[] {
  return [...new Set(names.split(' ').flatMap(formsNamed))];
}

/** Expected milliseconds of each phase, for the time left on the screen. */
export function failoverPhases(plan: FailoverPlan): [string, number][] {
  const overheadMs = 1500;
  const trialMs = plan.baselineMs + plan.phaseMs / 2 + plan.outageMs + plan.afterMs + overheadMs;
  const forms = formsOfPlan(plan);
  const injectingMs = forms.reduce((sum, { injectionTakesMs = 0 }) => sum + injectionTakesMs, 0);
  return [['failover', plan.trialsPerFault * (forms.length * trialMs + injectingMs)]];
}
