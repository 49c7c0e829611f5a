import type { Arm } from '../../../infra/stack/stack.ts';
import type { BoundProof } from '../../result/revocation/bound.ts';
import type { Correctness } from '../../result/revocation/correctness.ts';
import type { ExperimentContext } from '../context.ts';
import { expiringArms, proveBounds } from './bounds.ts';
import { withSideLab } from './side-lab.ts';

export interface Aside {
  readonly bounds: BoundProof[];
  readonly correctness: Correctness[];
}

/** What needs arms of its own. */
export async function measureAside(
  { lab, plan, random, screen }: ExperimentContext,
  arms: readonly Arm[],
): Promise<Aside> {
  const contenders = arms.map(({ spec }) => spec.contender);
  const specs = plan.revocation.aside === 1 ? expiringArms(contenders) : [];
  if (specs.length === 0) return { bounds: [], correctness: [] };
  screen.phase('revocation: bounds');
  return await withSideLab(lab.stack.driver, specs, async (stack) => ({
    bounds: await proveBounds(stack, contenders, random),
    correctness: [],
  }));
}
