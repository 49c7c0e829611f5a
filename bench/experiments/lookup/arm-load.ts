import type { Balancer } from '../../../infra/stack/stack.ts';
import type { MeasuredArm } from './trial.ts';

/** An arm, and whose credentials it is shown. */
export interface ArmLoad {
  readonly arm: MeasuredArm;
  readonly presents: string;
  /** In front of it, when that is not the run's own. */
  readonly balancer?: Balancer;
}
