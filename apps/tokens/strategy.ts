import type { Approach, AuthStrategy, StrategyContext } from '../shared/auth-strategy.ts';
import { type Config, ConfigError } from '../shared/config.ts';
import { createTokenCarriage } from './carriage.ts';
import { createCarriedCart } from './cart.ts';
import { type AccessTokens, createAccessTokens } from './credential.ts';
import { createJoseLibrary, createUnverifiedLibrary } from './jwt/jose.ts';
import { createJsonwebtokenLibrary } from './jwt/jsonwebtoken.ts';
import type { TokenLibrary } from './jwt/library.ts';
import { jwksRoute, type KeyRing, keyCommands, openKeyRing } from './keys/key-ring.ts';
import { jwksSource, type KeySource, sharedSecretSource } from './keys/key-source.ts';
import { createTokenLogin } from './login.ts';
import { createRefreshFamilies, type RefreshFamilies } from './refresh/family.ts';
import { refreshRoute } from './refresh/route.ts';
import { checkList, createDenylist, type RequestCheck, type Revocations } from './revocation.ts';
import { type Environment, environment, type Settings, settingsOf } from './settings.ts';

/** The client carries a signed passport: a JWT. */
export const approach: Approach<typeof environment> = {
  environment,
  check: checkTokenSettings,
  createStrategy: (context, own) =>
    createTokenStrategy(context, settingsOf(context.config, own), (parts) => {
      const revocations = createDenylist(context.redis, parts.settings);
      // The signature, then the denylist, for each request. Fail closed.
      return {
        ...withRefresh(parts),
        revocations,
        atRequest: checkList(revocations),
        needsStoreFor: 'requests',
      };
    }),
};

/** In what the token contenders differ. Signing and verifying are the same for all. */
export interface Variant
  extends Pick<AuthStrategy, 'needsStoreFor' | 'notReady' | 'metrics' | 'close'> {
  /** Where revocations are written, and what a refresh asks. */
  readonly revocations: Revocations;
  /** What each request is checked against after its signature. */
  readonly atRequest: RequestCheck;
  /** Null: a login ends with its token. */
  readonly families: RefreshFamilies | null;
  /** Remembers tokens that were verified. Default: each request verifies its token. */
  readonly remember?: (accessTokens: AccessTokens, keySet: KeySource['keySet']) => AccessTokens;
}

export interface VariantParts extends StrategyContext {
  readonly settings: Settings;
  readonly refreshSecret: Buffer;
}

/** What most variants have: refresh, and checks that need no Redis. */
export function withRefresh({ redis, settings, refreshSecret }: VariantParts) {
  return {
    families: createRefreshFamilies(redis, settings, refreshSecret),
    needsStoreFor: 'logins',
  } as const;
}

/** The strategy of every token contender. */
export async function createTokenStrategy(
  context: StrategyContext,
  settings: Settings,
  createVariant: (parts: VariantParts) => Variant,
): Promise<AuthStrategy> {
  const { now } = context;
  const ring = await openKeyRing(settings, now);
  const keySource = await openKeySource(settings, ring, context);
  const library = createTokenLibrary(settings, ring, keySource, now);
  const { refreshSecret } = await ring.current();
  const variant = createVariant({ ...context, settings, refreshSecret });
  const { revocations, families, atRequest, remember, ...own } = variant;
  const verifying = createAccessTokens(library, settings, now);
  const accessTokens = remember?.(verifying, keySource.keySet) ?? verifying;
  const carriage = createTokenCarriage(settings);
  const cart = createCarriedCart(library, settings, now);
  const refreshRoutes =
    families === null
      ? []
      : [refreshRoute({ ...context, accessTokens, revocations, families, carriage })];

  return {
    middleware: [],
    routes: [jwksRoute(ring), ...refreshRoutes],
    commands: keyCommands(settings, ring),
    ...own,
    ...createTokenLogin(accessTokens, carriage, { revocations, atRequest, families }),
    revokeAll: (subject, asker) => revocations.revokeSubject(subject, asker?.issuedAtMs ?? 0),
    clearCookies: (res) => carriage.clear(res),
    // The role is a claim: it stays as it was signed until the token is refreshed or expires.
    changeRole: async () => false,
    ...cart,
  };
}

/** The recipient of the tokens (RFC 9068 section 2.2): this API. */
const audience = 'urn:lab:api';

/** HS256 verifies with the secret that signs, every other algorithm with public keys that are fetched. */
export async function openKeySource(
  settings: Settings,
  ring: Pick<KeyRing, 'signingKey'>,
  { log }: Pick<StrategyContext, 'log'>,
): Promise<KeySource> {
  return settings.algorithm === 'HS256'
    ? sharedSecretSource(await ring.signingKey())
    : jwksSource(new URL(settings.jwksUrl), settings, log);
}

/** @throws ConfigError for a library that does not know the algorithm, or that checks no signature */
export function checkTokenSettings(config: Config, own: Environment): void {
  const never = () => Promise.reject(new Error('a check of settings reads no key'));
  const settings = settingsOf(config, own);
  createTokenLibrary(settings, { signingKey: never }, { find: never, keySet: () => null }, () => 0);
}

/** The library that the settings name. @throws ConfigError for a library that does not know the algorithm */
export function createTokenLibrary(
  { algorithm, library, issuer, clockToleranceSeconds }: Settings,
  { signingKey }: Pick<KeyRing, 'signingKey'>,
  { find: findKey }: KeySource,
  now: () => number,
): TokenLibrary {
  const parts = { algorithm, signingKey, findKey, issuer, audience, clockToleranceSeconds, now };
  if (library === 'jose') return createJoseLibrary(parts);
  if (library === 'jose-secret-object') {
    if (algorithm === 'HS256') return createJoseLibrary(parts, true);
    throw new ConfigError('TOKEN_LIBRARY: jose-secret-object is a trap of HS256 alone; use jose');
  }
  if (library === 'unverified') return createUnverifiedLibrary(parts);
  if (algorithm === 'EdDSA') {
    throw new ConfigError('TOKEN_LIBRARY: jsonwebtoken does not know EdDSA; use jose');
  }
  return createJsonwebtokenLibrary({ ...parts, algorithm }, library === 'jsonwebtoken-raw-key');
}
