import type { Approach, AuthStrategy, StrategyContext } from '../shared/auth-strategy.ts';
import { createAccessTokens } from './access-token.ts';
import { createCarriedCart } from './carried-cart.ts';
import { jwksRoute } from './jwks-route.ts';
import { keyCommands } from './key-commands.ts';
import { createRingLibrary, openKeyRing } from './key-ring.ts';
import { refreshRoute } from './refresh-route.ts';
import { createTokenCarriage } from './token-carriage.ts';
import { createTokenLogin } from './token-login.ts';
import { createVariant, tokenContenders } from './variants.ts';

/** The client carries a signed passport: a JWT. */
export const approach: Approach = {
  contenders: tokenContenders,
  requires: ['KEYS_FILE'],
  createStrategy,
};

async function createStrategy(context: StrategyContext): Promise<AuthStrategy> {
  const { config, now } = context;
  const ring = await openKeyRing(config);
  const library = await createRingLibrary(config, ring, now);
  const { refreshSecret } = await ring.current();
  const variant = createVariant({ ...context, refreshSecret });
  const { ttlSeconds, revocations, families } = variant;
  const { claimsBytes } = config;
  const accessTokens = createAccessTokens(library, { ttlSeconds, claimsBytes, now });
  const carriage = createTokenCarriage(config);
  const cart = createCarriedCart(library, config, now);

  return {
    middleware: [],
    routes: [
      jwksRoute(ring),
      ...(families === null
        ? []
        : [refreshRoute({ ...context, accessTokens, revocations, families, carriage })]),
    ],
    commands: keyCommands(config, ring),
    needsStoreFor: variant.needsStoreFor,
    ...createTokenLogin(accessTokens, carriage, variant),

    revokeAll: (subject) => revocations.revokeSubject(subject),
    // The role is a claim: it stays as it was signed until the token is refreshed or expires.
    changeRole: async () => undefined,

    readCart: (req, { subject }) => cart.read(req, subject),
    writeCart: (_req, res, { subject }, contents) => cart.write(res, subject, contents),

    notReady: variant.notReady,
    metrics: variant.metrics,
    close: variant.close,
  };
}
