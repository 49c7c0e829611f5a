import type { Arm } from '../../../infra/stack/stack.ts';
import type { RevocationTrial } from '../../result/revocation.ts';
import type {
  BoundProof,
  Correctness,
  OpenStream,
  Preset,
  Race,
  StaleCurve,
} from '../../result/revocation-findings.ts';
import type { ExperimentContext } from '../context.ts';
import { expiringArms, proveBounds } from './bounds.ts';
import { roughArms, tryRoughCases } from './correctness/rough.ts';
import { keyArms, measureKeyWithdrawals } from './keys.ts';
import { measurePresets, presetArms } from './presets.ts';
import { raceTouches, touchingArms } from './races.ts';
import { withSideLab } from './side-lab.ts';
import { measureCheckedAgain, measureClosedOnPush, streamingArms } from './streams.ts';

export interface Aside {
  readonly trials: readonly RevocationTrial[];
  readonly curves: readonly StaleCurve[];
  readonly bounds: readonly BoundProof[];
  readonly races: readonly Race[];
  readonly openStreams: readonly OpenStream[];
  readonly presets: readonly Preset[];
  readonly correctness: readonly Correctness[];
}

const nothing: Aside = {
  trials: [],
  curves: [],
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
      keys.length === 0 ? nothing : measureKeyWithdrawals(context, stack),
      measurePresets(context, stack, contenders),
    ]);
    return { bounds, presets, trials: withdrawn.trials, curves: withdrawn.curves };
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
