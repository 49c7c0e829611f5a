import type { Arm, ArmSpec } from '../../../../infra/stack/stack.ts';
import type { ArmLoad } from '../blocks.ts';
import { carryingSession, carryingToken, unverifiedToken } from './steps.ts';

const carried = [
  { name: carryingSession, presents: 'sessions' },
  { name: carryingToken, presents: 'tokens' },
] as const;

/**
 * The floor's own processes, shown the credentials of others, which it ignores: what merely carrying them costs. The
 * same processes and not copies of them, so that nothing but the header differs.
 */
export function rungLoads(arms: readonly Arm[]): ArmLoad[] {
  const floor = arms.find(({ spec }) => spec.arm === 'floor');
  if (floor === undefined) return [];
  return carried
    .filter(({ presents }) => arms.some(({ spec }) => spec.arm === presents))
    .map(({ name, presents }) => ({
      arm: { ...floor, spec: { arm: name, contender: floor.spec.contender } },
      presents,
    }));
}

/** Arms of the ladder that are nobody's contender; they run on a stack of their own, beside the run's. */
export function ladderSpecs(arms: readonly Arm[]): ArmSpec[] {
  const signature = arms.find(({ spec }) => spec.arm === 'tokens-stateless');
  if (signature === undefined) return [];
  const environment = { TOKEN_LIBRARY: 'unverified' };
  return [{ arm: unverifiedToken, contender: 'tokens-stateless', environment }];
}
