import type { Arm } from '../../../infra/stack/stack.ts';
import type { BoundProof } from '../../result/revocation/bound.ts';
import type { Correctness } from '../../result/revocation/correctness.ts';
import type { OpenStream } from '../../result/revocation/open-stream.ts';
import type { Preset } from '../../result/revocation/preset.ts';
import type { Race } from '../../result/revocation/race.ts';
import type { StaleCurve } from '../../result/revocation/stale-curve.ts';
import type { RevocationTrial } from '../../result/revocation.ts';
import type { ExperimentContext } from '../context.ts';
import { expiringArms, proveBounds } from './bounds.ts';
import { roughArms, tryRoughCases } from './correctness/rough.ts';
import { keyArms, measureKeyWithdrawals } from './keys.ts';
import { measurePresets, presetArms } from './presets.ts';
import { withSideLab } from './side-lab.ts';
import { measureClosedOnPush, streamingArms } from './streams.ts';
import { raceTouches, touchingArms } from './touches.ts';

export interface Aside {
  readonly trials: readonly RevocationTrial[];
  readonly curves: readonly StaleCurve[];
  readonly bounds: BoundProof[];
  readonly races: Race[];
  readonly openStreams: OpenStream[];
  readonly presets: Preset[];
  readonly correctness: Correctness[];
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

/** What needs arms of its own. */
export async function measureAside(
  context: ExperimentContext,
  arms: readonly Arm[],
): Promise<Aside> {
  const { lab, plan, random, screen } = context;
  const contenders = arms.map(({ spec }) => spec.contender);
  const keys = keyArms(contenders);
  const specs = [
    ...expiringArms(contenders),
    ...keys,
    ...touchingArms(contenders),
    ...streamingArms(contenders),
    ...presetArms(contenders),
    ...roughArms(contenders),
  ];
  if (plan.revocation.aside === 0 || specs.length === 0) return nothing;
  screen.phase('revocation: bounds, keys, full stores');
  return await withSideLab(lab.stack.driver, specs, async (stack) => {
    // Before the cases that keep the machine busy: these count milliseconds.
    const bounds = await proveBounds(stack, contenders, random);
    // Both wait for seconds, so they wait together.
    const [withdrawn, presets] = await Promise.all([
      keys.length === 0 ? nothing : measureKeyWithdrawals(context, stack),
      measurePresets(context, stack, contenders),
    ]);
    const races = await raceTouches(context, stack, contenders);
    const openStreams = await measureClosedOnPush(
      stack,
      contenders,
      plan.revocation.otherTrials,
      random,
    );
    const correctness = await tryRoughCases(stack, contenders);
    const { trials, curves } = withdrawn;
    return { bounds, races, openStreams, presets, trials, curves, correctness };
  });
}
