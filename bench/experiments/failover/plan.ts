import { type Contender, contenders, takesPart } from '../../../infra/contenders/contenders.ts';
import { copyBoundMs } from '../../../infra/contenders/guarantee.ts';
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
  /** Faults of Redis hold longer where a bound needs it: `heldMs`. */
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
    trialsPerFault: 2,
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

/**
 * In containers each request costs half as much again. Thirteen contenders at 40 a second took 93 % of two cores there
 * (65 % natively), and a machine that is full fails requests which the fault did not touch. The baseline is
 * longer, so that it holds as many requests.
 */
export function failoverInContainers(plan: FailoverPlan): FailoverPlan {
  return { ...plan, offeredPerSecond: 25, baselineMs: plan.baselineMs + 300 };
}

/** The forms of the faults that a plan names, in its order, each once. */
export function formsOfPlan({ faults: names }: Pick<FailoverPlan, 'faults'>): readonly FaultForm[] {
  return [...new Set(names.split(' ').flatMap(formsNamed))];
}

/** After the bound of a copy: time for two rounds of the mix, and for a connection that notices late. */
const afterBoundMs = 1_500;

/** Whether Redis is away for the time of the fault, so that the bound of a copy matters. */
export function testsCopies({
  breaks,
  isInstant,
}: Pick<FaultForm, 'breaks' | 'isInstant'>): boolean {
  return !isInstant && (breaks === 'redis' || breaks === 'redis-away');
}

/**
 * How long a fault holds, in milliseconds: as planned, or longer where that would end before the longest time for which
 * one of these contenders may go on with a copy.
 */
export function heldMs(
  fault: Pick<FaultForm, 'breaks' | 'isInstant' | 'holdsAtLeastMs'>,
  { outageMs }: Pick<FailoverPlan, 'outageMs'>,
  contenders: readonly Contender[],
): number {
  if (fault.isInstant) return 0;
  const bounds = testsCopies(fault) ? contenders.flatMap((each) => copyBoundMs(each) ?? []) : [];
  return Math.max(
    outageMs,
    fault.holdsAtLeastMs ?? 0,
    ...bounds.map((boundMs) => boundMs + afterBoundMs),
  );
}

/** Expected milliseconds of each phase, for the time left on the screen. */
export function failoverPhases(plan: FailoverPlan): [string, number][] {
  const overheadMs = 1500;
  const besidesMs = plan.baselineMs + plan.phaseMs / 2 + plan.afterMs + overheadMs;
  const taking = contenders.filter(({ contender }) => takesPart(contender, 'failover'));
  const formsMs = formsOfPlan(plan).map(
    (form) => besidesMs + heldMs(form, plan, taking) + (form.injectionTakesMs ?? 0),
  );
  return [['failover', plan.trialsPerFault * formsMs.reduce((sum, each) => sum + each, 0)]];
}
