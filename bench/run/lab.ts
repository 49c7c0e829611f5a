import type { ArmSpec, Stack, StackDriver } from '../../infra/stack/stack.ts';
import { startStack } from '../../infra/stack/start.ts';

/**
 * The running stack of a run. Every arm of every experiment is up all the time: an idle arm costs nothing, and no
 * contender is measured on an emptier machine than another.
 */
export interface Lab {
  readonly stack: Stack;
  /** Fresh processes of everything: one boot is one draw of memory layout, JIT and connection state. */
  reboot(): Promise<Stack>;
  close(): Promise<void>;
}

export interface LabOptions {
  readonly driver: StackDriver;
  readonly arms: readonly ArmSpec[];
  readonly log: (line: string) => void;
}

export async function openLab({ driver, arms, log }: LabOptions): Promise<Lab> {
  let stack = await startStack({ driver, arms, log });
  return {
    get stack() {
      return stack;
    },
    async reboot() {
      await stack.stop();
      stack = await startStack({ driver, arms, log });
      return stack;
    },
    close: () => stack.stop(),
  };
}

/**
 * The A/A arm: a second, independent copy of the floor. Two equal things must read as equal, or nothing else counts.
 */
export const aaArm = 'floor-aa';

export function armsFor(contenders: readonly string[]): ArmSpec[] {
  const arms: ArmSpec[] = contenders.map((contender) => ({ arm: contender, contender }));
  const second = contenders.includes('floor') ? [{ arm: aaArm, contender: 'floor' }] : [];
  return optimisedEarly([...arms, ...second]);
}

/**
 * Arms whose cost is measured. With V8's defaults a replica is optimised to the end only after some 10,000 requests,
 * each contender at its own time, and ratios would say how long the warm-up was: `tokens-stateless` cost 0.94 of
 * `sessions` from 3,000 requests on, and 1.23 of it from 5,000 to 15,000. See `optimiseEarly` in `apps/shared/serve.ts`.
 */
export function optimisedEarly(specs: readonly ArmSpec[]): ArmSpec[] {
  return specs.map((spec) => ({
    ...spec,
    environment: { EARLY_OPTIMISATION: 'true', ...spec.environment },
  }));
}
