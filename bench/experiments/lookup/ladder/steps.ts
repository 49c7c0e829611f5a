import type { Rung } from '../../../result/ladder.ts';

/** Arms that only the ladder needs. */
export const carryingSession = 'floor-carrying-session';
export const carryingToken = 'floor-carrying-token';
export const unverifiedToken = 'tokens-unverified';

export interface Step {
  readonly ladder: Rung['ladder'];
  readonly step: Rung['step'];
  /** The arm that has this step and all before it. */
  readonly arm: string;
  readonly adds: string;
}

/**
 * Both ladders from the ground up. Each arm differs from the one before it in the one thing that `adds` names. A step
 * whose arm is not part of a run is left out, and the next one then adds both (`climb.ts`).
 */
export const steps: readonly Step[] = [
  {
    ladder: 'sessions',
    step: 'floor',
    arm: 'floor',
    adds: 'HTTP, routing and the answer itself; no credential',
  },
  {
    ladder: 'sessions',
    step: 'carried',
    arm: carryingSession,
    adds: 'the session cookie on the wire and in the HTTP parsers; nobody reads it',
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
  {
    ladder: 'tokens',
    step: 'floor',
    arm: 'floor',
    adds: 'HTTP, routing and the answer itself; no credential',
  },
  {
    ladder: 'tokens',
    step: 'carried',
    arm: carryingToken,
    adds: 'the token on the wire and in the HTTP parsers; nobody reads it',
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
