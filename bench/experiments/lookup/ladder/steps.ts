import type { Arm, ArmSpec, Balancer, Stack } from '../../../../infra/stack/stack.ts';
import type { Rung } from '../../../result/ladder.ts';
import type { MeasuredArm } from '../trial.ts';

/** Arms that only the ladder needs. */
const carryingSession = 'floor-carrying-session';
export const carryingToken = 'floor-carrying-token';
export const unverifiedToken = 'tokens-unverified';

export interface Step {
  readonly ladder: Rung['ladder'];
  readonly step: Rung['step'];
  /** The arm that has this step and all before it. */
  readonly arm: string;
  readonly adds: string;
}

const floor = {
  step: 'floor',
  arm: 'floor',
  adds: 'HTTP, routing and the answer itself; no credential',
} as const;

/**
 * Both ladders from the ground up. Each arm differs from the one before it in the one thing that `adds` names. A step
 * whose arm is not part of a run is left out, and the next one then adds both (`climb.ts`).
 */
export const steps: readonly Step[] = [
  { ladder: 'sessions', ...floor },
  {
    ladder: 'sessions',
    step: 'carried',
    arm: carryingSession,
    adds: 'the session cookie on the wire and in the HTTP parsers; no code reads it',
  },
  {
    ladder: 'sessions',
    step: 'checked',
    arm: 'sessions-cached',
    adds: 'the cookie is read, its HMAC checked, the record found in this replica and made an object',
  },
  {
    ladder: 'sessions',
    step: 'first-round-trip',
    arm: 'sessions-hardened',
    adds: 'the record comes from Redis (GET)',
  },
  {
    ladder: 'sessions',
    step: 'second-round-trip',
    arm: 'sessions',
    adds: 'its life is extended in Redis (EXPIRE), before the last byte leaves',
  },
  { ladder: 'tokens', ...floor },
  {
    ladder: 'tokens',
    step: 'carried',
    arm: carryingToken,
    adds: 'the token on the wire and in the HTTP parsers; no code reads it',
  },
  {
    ladder: 'tokens',
    step: 'read',
    arm: unverifiedToken,
    adds: 'the token is taken apart and its claims are read and believed',
  },
  {
    ladder: 'tokens',
    step: 'signature',
    arm: 'tokens-stateless',
    adds: 'the signature and the claims are checked (ES256, jose)',
  },
  {
    ladder: 'tokens',
    step: 'first-round-trip',
    arm: 'tokens',
    adds: 'the denylist is asked in Redis (MGET)',
  },
];

/** Arms that only the ladder needs: the contender that each is a rung of, and the arm whose credentials it gets. */
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
