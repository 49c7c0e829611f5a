import type { Arm, ArmSpec, Balancer, Stack } from '../../../../infra/stack/stack.ts';
import type { MeasuredArm } from '../trial.ts';
import { carryingSession, carryingToken, unverifiedToken } from './steps.ts';

/** Arms of the ladder that are nobody's contender, the contender that each is a rung of, and whose credentials it is shown. */
const rungs = [
  { arm: carryingSession, contender: 'floor', of: 'sessions', presents: 'sessions' },
  { arm: carryingToken, contender: 'floor', of: 'tokens', presents: 'tokens' },
  {
    arm: unverifiedToken,
    contender: 'tokens-stateless',
    of: 'tokens-stateless',
    presents: unverifiedToken,
    environment: { TOKEN_LIBRARY: 'unverified' },
  },
] as const;

/**
 * They run on a stack of their own, beside the run's, with processes of their own: an arm that is asked more often than
 * others in a block is a warmer one.
 */
export function ladderSpecs(arms: readonly Arm[]): ArmSpec[] {
  const names = arms.map(({ spec }) => spec.arm);
  return rungs
    .filter(({ of }) => names.includes('floor') && names.includes(of))
    .map(({ of, presents, ...spec }) => spec);
}

/** A floor that carries a credential of another arm ignores it: what merely carrying one costs. */
export function ladderLoads(stack: Stack): ArmLoad[] {
  return [...stack.arms.values()].map((arm) => ({
    arm,
    presents: rungs.find((rung) => rung.arm === arm.spec.arm)?.presents ?? arm.spec.arm,
    balancer: stack.balancer,
  }));
}

/** An arm, and whose credentials it is shown. */
export interface ArmLoad {
  readonly arm: MeasuredArm;
  readonly presents: string;
  /** In front of it, when that is not the run's own. */
  readonly balancer?: Balancer;
}
