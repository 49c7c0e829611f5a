import type { ArmSpec, Stack, StackDriver } from '../infra/stack/stack.ts';
import { startStack } from '../infra/stack/start.ts';

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

/** The A/A arm: a second, independent copy of the floor. Two equal things must read as equal, or nothing else counts. */
export const aaArm = 'floor-aa';

export function armsFor(contenders: readonly string[]): ArmSpec[] {
  const arms: ArmSpec[] = contenders.map((contender) => ({ arm: contender, contender }));
  return contenders.includes('floor') ? [...arms, { arm: aaArm, contender: 'floor' }] : arms;
}
