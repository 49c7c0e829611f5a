import type { Arm, ArmSpec, Stack } from '../../../infra/stack/stack.ts';
import type { RevocationResult } from '../../result/revocation.ts';
import { orInterrupted } from '../../run/ending.ts';
import type { ExperimentContext } from '../context.ts';
import { onOwnStack } from '../own-stack.ts';
import { expiringArms, proveBounds } from './bounds.ts';
import { roughArms, tryRoughCases } from './correctness/rough.ts';
import { keyArms, measureKeyWithdrawals } from './keys.ts';
import { measurePresets, presetArms } from './presets.ts';
import { raceTouches, touchingArms } from './races.ts';
import { measureCheckedAgain, measureClosedOnPush, streamingArms } from './streams.ts';

/** The part of the result that needs arms of its own. */
export type Aside = Omit<RevocationResult, 'summary' | 'notMeasured'>;

const nothing: Aside = {
  trials: [],
  staleCurves: [],
  bounds: [],
  races: [],
  openStreams: [],
  presets: [],
  correctness: [],
};

/**
 * What needs arms of its own, in labs of their own, so that few processes stand beside the run's. Where seconds are
 * waited for, lists are broken meanwhile; where milliseconds count, nothing else is done.
 */
export async function measureAside(
  context: ExperimentContext,
  arms: readonly Arm[],
): Promise<Aside> {
  if (context.plan.revocation.aside === 0) return nothing;
  const contenders = arms.map(({ spec }) => spec.contender);
  context.screen.phase('revocation: bounds, keys, full stores');
  const [ends, lists] = await Promise.all([
    waitForEnds(context, contenders),
    breakLists(context, contenders),
  ]);
  return { ...nothing, ...ends, ...lists, ...(await raceAndStream(context, contenders)) };
}

/** Expiries, withdrawn keys and presets: seconds are waited, and milliseconds counted. */
async function waitForEnds(context: ExperimentContext, contenders: readonly string[]) {
  const keys = keyArms(contenders);
  const specs = [...expiringArms(contenders), ...keys, ...presetArms(contenders)];
  return await withSideLab(context, specs, async (stack) => {
    // All wait for seconds, so they wait together.
    const [bounds, withdrawn, presets] = await Promise.all([
      proveBounds(stack, contenders, context.random),
      keys.length === 0 ? null : measureKeyWithdrawals(context, stack, keys),
      measurePresets(context, stack, contenders),
    ]);
    return { bounds, presets, ...withdrawn };
  });
}

async function raceAndStream(context: ExperimentContext, contenders: readonly string[]) {
  const { plan, random } = context;
  const specs = [...touchingArms(contenders), ...streamingArms(contenders)];
  const trials = plan.revocation.otherTrials;
  return await withSideLab(context, specs, async (stack) => {
    const pushed = await measureClosedOnPush(stack, contenders, trials, random);
    const [races, checked] = await Promise.all([
      raceTouches(context, stack, contenders),
      measureCheckedAgain(stack, contenders, trials, random),
    ]);
    return { races, openStreams: [...pushed, ...checked] };
  });
}

async function breakLists(context: ExperimentContext, contenders: readonly string[]) {
  return await withSideLab(context, roughArms(contenders), async (stack) => ({
    correctness: await tryRoughCases(stack, contenders),
  }));
}

/**
 * A second stack beside the run's own, for what would disturb the contenders under test: short lives, withdrawn keys, a
 * full store, skewed clocks. Its arms are named after what they are for. Null: no arm is needed for these contenders.
 * An interruption ends it at once.
 */
async function withSideLab<T>(
  context: ExperimentContext,
  arms: readonly ArmSpec[],
  act: (stack: Stack) => Promise<T>,
): Promise<T | null> {
  if (arms.length === 0) return null;
  return await onOwnStack(context, arms, (stack) => orInterrupted(context.signal, act(stack)));
}
