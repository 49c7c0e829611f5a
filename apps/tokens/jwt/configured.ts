import type { StrategyContext } from '../../shared/auth-strategy.ts';
import { ConfigError } from '../../shared/config.ts';
import type { KeyRing } from '../keys/key-ring.ts';
import { jwksSource, sharedSecretSource } from '../keys/key-source.ts';
import type { Settings } from '../settings.ts';
import { createJoseLibrary } from './jose.ts';
import { createJsonwebtokenLibrary } from './jsonwebtoken.ts';
import type { TokenLibrary } from './library.ts';
import { createUnverifiedLibrary } from './unverified.ts';

/** The recipient of the tokens (RFC 9068 section 2.2): this API. */
const audience = 'urn:lab:api';

/** The library that the settings name. @throws ConfigError for a library that does not know the algorithm */
export async function createTokenLibrary(
  settings: Settings,
  ring: Pick<KeyRing, 'signingKey'>,
  { now, log }: Pick<StrategyContext, 'now' | 'log'>,
): Promise<TokenLibrary> {
  const { algorithm, library, issuer, clockToleranceSeconds } = settings;
  const findKey =
    algorithm === 'HS256'
      ? sharedSecretSource(await ring.signingKey())
      : jwksSource(new URL(settings.jwksUrl), settings, log);
  const { signingKey } = ring;
  const parts = { algorithm, signingKey, findKey, issuer, audience, clockToleranceSeconds, now };
  if (library === 'jose') return createJoseLibrary(parts);
  if (library === 'unverified') return createUnverifiedLibrary(parts);
  if (algorithm === 'EdDSA') {
    throw new ConfigError('TOKEN_LIBRARY: jsonwebtoken does not know EdDSA; use jose');
  }
  return createJsonwebtokenLibrary({ ...parts, algorithm }, library === 'jsonwebtoken-raw-key');
}
