import type { StrategyContext } from '../shared/auth-strategy.ts';
import { createDenylist } from './denylist.ts';
import { createRefreshFamilies, type RefreshFamilies } from './refresh-family.ts';
import { createNoRevocations, type Revocations } from './revocations.ts';

/** What one token contender is made of. Signing and verifying are the same for all. */
export interface Variant {
  readonly ttlSeconds: number;
  /** Where revocations are written, and what a refresh looks at. */
  readonly revocations: Revocations;
  /** What each request looks at. */
  readonly atRequest: Pick<Revocations, 'isRevoked'>;
  /** Null: a login ends with its token. */
  readonly families: RefreshFamilies | null;
  readonly needsStore: boolean;
}

interface Parts extends StrategyContext {
  readonly refreshSecret: Buffer;
}

const defaultTtlSeconds = 15 * 60; // 15 minutes

const variants = {
  /** Fail closed: when the list cannot be read, the store fault goes up and becomes a 503. */
  tokens: (parts) => {
    const ttlSeconds = parts.config.credentialTtlSeconds ?? defaultTtlSeconds;
    const denylist = denylistIn(parts, ttlSeconds);
    const families = familiesIn(parts);
    return { ttlSeconds, revocations: denylist, atRequest: denylist, families, needsStore: true };
  },
  /** The signature alone. A logout clears the cookie, and whoever kept a copy of the token goes on. */
  'tokens-stateless': ({ config, now }) => {
    const ttlSeconds = config.credentialTtlSeconds ?? defaultTtlSeconds;
    const none = createNoRevocations(now);
    return { ttlSeconds, revocations: none, atRequest: none, families: null, needsStore: false };
  },
} satisfies Record<string, (parts: Parts) => Variant>;

export const tokenContenders = Object.keys(variants);

/** `CONTENDER` has been checked against `tokenContenders` when the environment was read. */
export function createVariant(parts: Parts): Variant {
  const create = new Map(Object.entries(variants)).get(parts.config.contender);
  if (create === undefined) throw new Error(`${parts.config.contender} signs no tokens`);
  return create(parts);
}

function denylistIn({ redis, config }: Parts, ttlSeconds: number): Revocations {
  const { issuer, refreshTtlSeconds, clockToleranceSeconds } = config;
  return createDenylist(redis, { issuer, ttlSeconds, refreshTtlSeconds, clockToleranceSeconds });
}

function familiesIn({ redis, config, refreshSecret }: Parts): RefreshFamilies {
  return createRefreshFamilies(redis, {
    issuer: config.issuer,
    secret: refreshSecret,
    ttlSeconds: config.refreshTtlSeconds,
  });
}
