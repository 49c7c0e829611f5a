import { type Config, ConfigError } from '../shared/config.ts';
import { createJoseLibrary } from './jose-library.ts';
import { createJsonwebtokenLibrary } from './jsonwebtoken-library.ts';
import type { Keys } from './key-file.ts';
import { jwksSource, sharedSecretSource } from './key-source.ts';
import type { TokenLibrary } from './token-library.ts';
import { createUnverifiedLibrary } from './unverified-library.ts';

/** Whom the tokens are for (RFC 9068 section 2.2): this API. */
export const audience = 'urn:lab:api';

/** The library that the configuration names. @throws ConfigError for a library that does not know the algorithm */
export function createTokenLibrary(config: Config, keys: Keys, now: () => number): TokenLibrary {
  const { tokenAlgorithm: algorithm, tokenLibrary, issuer, clockToleranceSeconds } = config;
  const { kid, signingKey } = keys;
  const findKey =
    algorithm === 'HS256'
      ? sharedSecretSource(signingKey, kid)
      : jwksSource(new URL(config.jwksUrl), config);
  const parts = { kid, signingKey, findKey, issuer, audience, clockToleranceSeconds, now };
  if (tokenLibrary === 'unverified') return createUnverifiedLibrary({ ...parts, algorithm });
  if (tokenLibrary === 'jose') return createJoseLibrary({ ...parts, algorithm });
  if (algorithm === 'EdDSA') {
    throw new ConfigError('TOKEN_LIBRARY: jsonwebtoken does not know EdDSA; use jose');
  }
  const rawKey = tokenLibrary === 'jsonwebtoken-raw-key';
  return createJsonwebtokenLibrary({ ...parts, algorithm }, rawKey);
}
