import type { AuthStrategy, StrategyContext } from '../shared/auth-strategy.ts';
import { createDenylist } from './denylist.ts';
import { failOpen } from './fail-open.ts';
import { createRefreshFamilies, type RefreshFamilies } from './refresh-family.ts';
import { createNoRevocations, type Revocations } from './revocations.ts';

/** What one token contender is made of. Signing and verifying are the same for all. */
export interface Variant
  extends Pick<AuthStrategy, 'needsStoreFor' | 'notReady' | 'metrics' | 'close'> {
  readonly ttlSeconds: number;
  /** Where revocations are written, and what a refresh looks at. */
  readonly revocations: Revocations;
  /** What each request looks at. */
  readonly atRequest: Pick<Revocations, 'isRevoked'>;
  /** Null: a login ends with its token. */
  readonly families: RefreshFamilies | null;
}

interface Parts extends StrategyContext {
  readonly refreshSecret: Buffer;
}

const defaultTtlSeconds = 15 * 60; // 15 minutes
const shortTtlSeconds = 60; // 1 minute, as Clerk does it

const quiet = { notReady: () => [], metrics: () => ({}), close: async () => undefined };

const variants = {
  /** Fail closed: when the list cannot be read, the store fault goes up and becomes a 503. */
  tokens: (parts) => {
    const ttlSeconds = ttlOf(parts, defaultTtlSeconds);
    const revocations = denylistIn(parts, ttlSeconds);
    const families = familiesIn(parts);
    return {
      ...quiet,
      ttlSeconds,
      revocations,
      atRequest: revocations,
      families,
      needsStoreFor: 'requests',
    };
  },
  'tokens-fail-open': (parts) => {
    const ttlSeconds = ttlOf(parts, defaultTtlSeconds);
    const revocations = denylistIn(parts, ttlSeconds);
    const atRequest = failOpen(revocations);
    const metrics = () => ({ admittedUnchecked: atRequest.admittedUnchecked() });
    const families = familiesIn(parts);
    return {
      ...quiet,
      ttlSeconds,
      revocations,
      atRequest,
      families,
      needsStoreFor: 'logins',
      metrics,
    };
  },
  /** The signature alone. A logout clears the cookie, and whoever kept a copy of the token goes on. */
  'tokens-stateless': (parts) => {
    const ttlSeconds = ttlOf(parts, defaultTtlSeconds);
    const none = createNoRevocations(parts.now);
    return {
      ...quiet,
      ttlSeconds,
      revocations: none,
      atRequest: none,
      families: null,
      needsStoreFor: 'nothing',
    };
  },
  /** The signature alone, for a minute; what is revoked is refused at the next refresh. */
  'tokens-short': (parts) => {
    const ttlSeconds = ttlOf(parts, shortTtlSeconds);
    const revocations = denylistIn(parts, ttlSeconds);
    const atRequest = createNoRevocations(parts.now);
    const families = familiesIn(parts);
    return { ...quiet, ttlSeconds, revocations, atRequest, families, needsStoreFor: 'logins' };
  },
} satisfies Record<string, (parts: Parts) => Variant>;

export const tokenContenders = Object.keys(variants);

/** `CONTENDER` has been checked against `tokenContenders` when the environment was read. */
export function createVariant(parts: Parts): Variant {
  const create = new Map(Object.entries(variants)).get(parts.config.contender);
  if (create === undefined) throw new Error(`${parts.config.contender} signs no tokens`);
  return create(parts);
}

function ttlOf({ config }: Parts, byDefault: number): number {
  return config.credentialTtlSeconds ?? byDefault;
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
