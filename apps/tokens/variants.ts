import type { AuthStrategy, StrategyContext } from '../shared/auth-strategy.ts';
import { createDenylist } from './denylist.ts';
import { createPushedVariant } from './pushed/pushed-variant.ts';
import { createRefreshFamilies, type RefreshFamilies } from './refresh-family.ts';
import {
  checkIfPossible,
  checkList,
  checkListAtIntervals,
  checkNothing,
  type RequestCheck,
} from './request-check.ts';
import { createNoRevocations, type Revocations } from './revocations.ts';

/** What one token contender is made of. Signing and verifying are the same for all. */
export interface Variant
  extends Pick<AuthStrategy, 'needsStoreFor' | 'notReady' | 'metrics' | 'close'> {
  readonly ttlSeconds: number;
  /** Where revocations are written, and what a refresh looks at. */
  readonly revocations: Revocations;
  /** What each request looks at. */
  readonly atRequest: RequestCheck;
  /** Null: a login ends with its token. */
  readonly families: RefreshFamilies | null;
}

interface Parts extends StrategyContext {
  readonly refreshSecret: Buffer;
}

const defaultTtlSeconds = 15 * 60; // 15 minutes
const shortTtlSeconds = 60; // 1 minute, as Clerk does it

const variants = {
  tokens: (parts) => {
    const ttlSeconds = ttlOf(parts, defaultTtlSeconds);
    const revocations = denylistIn(parts, ttlSeconds);
    const { stampIntervalMs } = parts.config;
    const atRequest =
      stampIntervalMs === 0
        ? checkList(revocations)
        : checkListAtIntervals(revocations, stampIntervalMs, parts.now);
    return { ...common(parts), ttlSeconds, revocations, atRequest, needsStoreFor: 'requests' };
  },
  'tokens-fail-open': (parts) => {
    const ttlSeconds = ttlOf(parts, defaultTtlSeconds);
    const revocations = denylistIn(parts, ttlSeconds);
    let admittedUnchecked = 0;
    const atRequest = checkIfPossible(revocations, () => {
      admittedUnchecked += 1;
    });
    const metrics = () => ({ admittedUnchecked });
    return { ...common(parts), ttlSeconds, revocations, atRequest, metrics };
  },
  /** The signature alone. A logout clears the cookie, and whoever kept a copy of the token goes on. */
  'tokens-stateless': (parts) => ({
    ...common(parts),
    ttlSeconds: ttlOf(parts, defaultTtlSeconds),
    revocations: createNoRevocations(parts.now),
    atRequest: checkNothing,
    families: null,
    needsStoreFor: 'nothing',
  }),
  /** The signature alone, for a minute; what is revoked is refused at the next refresh. */
  'tokens-short': (parts) => {
    const ttlSeconds = ttlOf(parts, shortTtlSeconds);
    const revocations = denylistIn(parts, ttlSeconds);
    return { ...common(parts), ttlSeconds, revocations, atRequest: checkNothing };
  },
  /** The list is pushed to every replica and looked up there. */
  'tokens-pushed': (parts) => {
    const ttlSeconds = ttlOf(parts, defaultTtlSeconds);
    return { ...common(parts), ttlSeconds, ...createPushedVariant(parts, ttlSeconds) };
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

/** What most have: refresh, checks that need no Redis, and nothing else of their own. */
function common({ redis, config, refreshSecret }: Parts) {
  const { issuer, refreshTtlSeconds: ttlSeconds } = config;
  return {
    families: createRefreshFamilies(redis, { issuer, secret: refreshSecret, ttlSeconds }),
    needsStoreFor: 'logins',
    notReady: () => [],
    metrics: () => ({}),
    close: async () => undefined,
  } as const;
}
