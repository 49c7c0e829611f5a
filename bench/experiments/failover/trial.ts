import { setTimeout as delay } from 'node:timers/promises';
import { contenderNamed } from '../../../infra/contenders/contenders.ts';
import { copyBoundMs, logoutBoundMs } from '../../../infra/contenders/guarantee.ts';
import { during } from '../../../infra/stack/part.ts';
import type { Arm, Moment, Part } from '../../../infra/stack/stack.ts';
import type { BalancerAnswer } from '../../load/pace/record.ts';
import type { PacedLoad } from '../../load/pace.ts';
import { watchProcessors } from '../../load/processors.ts';
import type { FailoverTrial } from '../../result/failover.ts';
import type { Random } from '../../stats/random.ts';
import { duplicateExecutions, readExecutionsOf } from './executions.ts';
import { type LoadedTarget, nameOf } from './fault.ts';
import { untilHealthy } from './health.ts';
import { trialOf } from './measure.ts';
import { plannedMix } from './mix.ts';
import { type FailoverPlan, heldMs, testsCopies } from './plan.ts';
import {
  type LateLogout,
  logOutLate,
  type PopulatedArm,
  populate,
  type Stage,
  validUntilMs,
} from './populations.ts';
import { stagger, untilQuiet } from './stagger.ts';

/** No injection and no healing takes longer. A load that is not stopped ends this long after the fault should have. */
const longestLoadMs = 180_000;

/** Healing may take as long as the watch (ten replicas that start in turn); this much is watched in any case. */
const shortestWatchMs = 1_500;

export interface FaultRun extends Stage {
  readonly trial: number;
  readonly plan: FailoverPlan;
  readonly random: Random;
}

/** What happened in the time of one fault, and when. */
interface Course {
  readonly injected: Moment;
  readonly healed: Moment;
  /** Of each arm, in the order of the target. */
  readonly logouts: readonly LateLogout[][];
  /** Answers to requests that the fault itself sent. */
  readonly noted: ReadonlyMap<Arm, readonly BalancerAnswer[]>;
}

/**
 * Breaks all arms in the same moment under the same steady load, heals them, and says what each one's users saw.
 * @throws LabNotHealthy when the lab is not as before, at the start or at the end
 */
export async function breakArms(run: FaultRun): Promise<FailoverTrial[]> {
  const { target, fault, pacer, plan } = run;
  await untilHealthy(target);
  await fault.prepare?.(target);
  if (fault.prepare !== undefined) await untilHealthy(target);
  await openControls(target);
  const populated = await populate(run);
  const counted = await Promise.all(
    populated.map(async (each) => ({ ...each, before: await readExecutionsOf(each.arm) })),
  );
  const processors = watchProcessors();
  const watched = stagger(counted, plan.offeredPerSecond).map((each) => {
    const { arm, startAtMs } = each;
    return { ...each, load: pacer.start({ ...loadOf(arm, run), startAtMs }) };
  });
  // Whatever goes wrong from here on ends the experiment with its own error, and the pacer with it.
  for (const { load } of watched) load.done.catch(() => undefined);
  const course = await breakAndHeal(run, populated, async (arm) => {
    const each = watched.find((one) => one.arm === arm);
    if (each) await untilQuiet(each.startAtMs, plan.offeredPerSecond, each.load);
  });
  await Promise.all(watched.map(({ load }) => load.stop().then(() => load.done)));
  processors.stop();
  const loadEndedMs = performance.now();
  await fault.cleanUp?.(target);
  await untilHealthy(target);
  const backInRotationMs = performance.now() - loadEndedMs;

  return await Promise.all(
    watched.map(async ({ arm, members, before, load }, index) => {
      const outcome = await load.done;
      const logouts = course.logouts[index] ?? [];
      // The late logouts are requests too.
      const sent = logouts.reduce((sum, { attempts }) => sum + attempts, outcome.records.length);
      return trialOf({
        contender: arm.spec.contender,
        fault,
        trial: run.trial,
        outcome,
        ...timesOf(course),
        logouts,
        noted: course.noted.get(arm) ?? [],
        boundMs: logoutBoundMs(contenderNamed(arm.spec.contender)) ?? 0,
        validUntilMs: validUntilMs(members),
        duplicateExecutions: fault.restartsReplicas
          ? null
          : duplicateExecutions(before, await readExecutionsOf(arm), sent),
        backInRotationMs,
        copyBoundMs: testsCopies(fault) ? copyBoundMs(contenderNamed(arm.spec.contender)) : null,
        idleShare: processors.idleShare,
      });
    }),
  );
}

function timesOf({ injected, healed }: Course) {
  return {
    faultMs: injected.beforeMs,
    heldUntilMs: healed.beforeMs,
    healedMs: healed.afterMs,
  };
}

/**
 * Opens the control of every part that a fault may break, one after the other. If it were opened at the fault, the
 * fault would come a third of a second later than the quiet moment that it waited for, and all arms would wait for a
 * processor meanwhile.
 */
export async function openControls({ stack, arms }: Controlled): Promise<void> {
  const ofArms = arms.flatMap(({ replicas, store }) => [store, ...replicas]);
  for (const part of [stack.balancer, ...ofArms]) await part.openControl();
}

type Control = Pick<Part, 'openControl'>;
interface Controlled {
  readonly stack: { readonly balancer: Control };
  readonly arms: readonly { readonly store: Control; readonly replicas: readonly Control[] }[];
}

async function breakAndHeal(
  run: FaultRun,
  populated: readonly PopulatedArm[],
  quiet: LoadedTarget['quiet'],
): Promise<Course> {
  const { target, fault, plan, random } = run;
  const outageMs = outageOf(run);
  await delay(plan.baselineMs + random.uniform() * plan.phaseMs);
  const noted = new Map<Arm, readonly BalancerAnswer[]>();
  const note: LoadedTarget['note'] = (arm, answers) => noted.set(arm, answers);
  const injecting = fault.inject({ ...target, quiet, note });
  // In the middle of the outage, or of what `inject` takes its time for.
  const leaving = delay(Math.max(plan.outageMs, outageMs) / 2).then(() =>
    Promise.all(populated.map(({ arm, members }) => logOutLate(arm, members.leaving))),
  );
  const injected = await injecting;
  await delay(outageMs);
  const watched = delay(plan.afterMs);
  const healed = await (fault.heal ?? healNothing)(target);
  await Promise.all([watched, delay(shortestWatchMs)]);
  return { injected, healed, logouts: await leaving, noted };
}

/** Of a fault that is not healed within the watch. */
const healNothing = () => during(() => undefined);

function outageOf({ target, fault, plan }: FaultRun): number {
  return heldMs(
    fault,
    plan,
    target.arms.map(({ spec }) => contenderNamed(spec.contender)),
  );
}

function loadOf(arm: Arm, run: FaultRun): PacedLoad {
  const { plan, fault, trial } = run;
  return {
    url: arm.url,
    plan: plannedMix(arm.spec.arm),
    ratePerSecond: plan.offeredPerSecond,
    durationMs: longestLoadMs + outageOf(run),
    requestIdPrefix: `${nameOf(fault)}-${trial}-${arm.spec.arm}-`,
    // A period is 25 ms: being a millisecond late does not matter, a core that spins for it would.
    fineMs: 0,
  };
}
