import { takesPart } from '../../../infra/contenders/contenders.ts';
import type { Stack } from '../../../infra/stack/stack.ts';
import { startStack } from '../../../infra/stack/start.ts';
import type { Lab } from '../../run/lab.ts';
import type { StackNeed, Target } from './fault.ts';

/** The stacks on which faults are injected. Faults with the same need share one; only one of our own runs at a time. */
export interface FaultLabs {
  open(need: StackNeed): Promise<Target>;
  close(): Promise<void>;
}

export function faultLabs(shared: Lab): FaultLabs {
  let own: { readonly need: StackNeed; readonly stack: Stack } | null = null;

  const close = async () => {
    await own?.stack.stop();
    own = null;
  };

  return {
    close,
    async open(need) {
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

async function startOwn({ driver, arms }: Stack, need: StackNeed): Promise<Stack> {
  const specs = [...arms.values()].map(({ spec }) => spec).filter(isBroken);
  return startStack({
    driver,
    arms: specs.map((spec) => ({ ...spec, storeLinks: true, standby: need === 'replicated' })),
  });
}

function targetOf(stack: Stack): Target {
  return { stack, arms: [...stack.arms.values()].filter(({ spec }) => isBroken(spec)) };
}

function isBroken({ contender }: { readonly contender: string }): boolean {
  return takesPart(contender, 'failover');
}
