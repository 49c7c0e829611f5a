import { takesPart } from '../../../infra/contenders/contenders.ts';
import type { Stack } from '../../../infra/stack/stack.ts';
import { startStack } from '../../../infra/stack/start.ts';
import type { Lab } from '../../run/lab.ts';
import type { StackNeed, Target } from './fault.ts';

/** The stacks on which faults are injected. Faults with the same need share one; only one of our own runs at a time. */
export function faultLabs(shared: Lab) {
  let own: { readonly need: StackNeed; readonly stack: Stack } | null = null;

  const close = async (): Promise<void> => {
    await own?.stack.stop();
    own = null;
  };

  return {
    close,
    async open(need: StackNeed): Promise<Target> {
      if (need === 'shared') return targetOf(shared.stack);
      // A standby is promoted once: the next time needs a new one.
      if (own?.need !== need || need === 'replicated') {
        await close();
        own = { need, stack: await startOwn(shared.stack, need) };
      }
      return targetOf(own.stack);
    },
  };
}

function startOwn(shared: Stack, need: StackNeed): Promise<Stack> {
  const { arms } = targetOf(shared);
  return startStack({
    driver: shared.driver,
    arms: arms.map(({ spec }) => ({ ...spec, storeLinks: true, standby: need === 'replicated' })),
  });
}

function targetOf(stack: Stack): Target {
  const arms = [...stack.arms.values()];
  return { stack, arms: arms.filter(({ spec }) => takesPart(spec.contender, 'failover')) };
}
