import type { ArmSpec } from '../../../infra/stack/stack.ts';
import type { Sweeps } from '../../result/sweeps.ts';
import { measureArms, onOwnStack, ratioTo, rowCosts, type SweepTools } from './measure.ts';

const contenders = ['floor', 'sessions-hardened', 'tokens'] as const;

/** The same load on one replica, on two, and so on: whether the cost of a request depends on how many there are. */
export async function sweepReplicas(
  tools: SweepTools,
): Promise<Pick<Sweeps, 'trials' | 'replicas'>> {
  const { mostReplicas } = tools.context.plan.sweeps;
  const rows = contenders.flatMap((contender) =>
    Array.from({ length: mostReplicas }, (_, index) => ({
      spec: armWith(contender, index + 1),
      alone: armWith(contender, 1).arm,
      replicas: index + 1,
    })),
  );

  tools.context.screen.phase('sweeps: replicas');
  return await onOwnStack(
    tools,
    rows.map(({ spec }) => spec),
    async (stack) => {
      const { trials } = await measureArms(tools, stack, [...stack.arms.values()]);
      return {
        trials,
        replicas: rows.map(({ spec, alone, replicas }) => ({
          arm: spec.arm,
          contender: spec.contender,
          replicas,
          ...rowCosts(trials, spec.arm),
          againstOne: ratioTo(trials, spec.arm, alone),
        })),
      };
    },
  );
}

function armWith(contender: string, replicas: number): ArmSpec {
  return { arm: `${contender}-of-${replicas}`, contender, replicas };
}
