import type { Arm, Stack } from '../stack.ts';

/** How a suite gets at what is running; the arm with links is `linked`, the one with a routing cookie `sticky`. */
export interface Running {
  readonly stack: Stack;
  readonly floor: Arm;
  readonly sticky: Arm;
  readonly linked: Arm;
}
