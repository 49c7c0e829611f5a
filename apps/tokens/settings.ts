import { isIPv6 } from 'node:net';
import { z } from 'zod';
import { type Config, ConfigError, notNegative, positive } from '../shared/config.ts';

/** The environment variables that only the token contenders read. */
export const environment = z.object({
  KEYS_FILE: z
    .string()
    .min(1)
    .describe('private keys that the replicas of an arm share; the first replica makes the file'),
  ISSUER: z
    .string()
    .min(1)
    .optional()
    .describe('issuer of the tokens (`iss`); else `urn:lab:<contender>`'),
  REFRESH_TTL_SECONDS: positive
    .default(8 * 60 * 60) // 8 hours: a working day
    .describe('life of a refresh family, from the login on'),
  CLOCK_TOLERANCE_SECONDS: notNegative.describe(
    'how far clocks may disagree; added to an expiry and to the life of a denylist entry',
  ),
  TOKEN_ALGORITHM: z
    .enum(['HS256', 'RS256', 'ES256', 'EdDSA'])
    .default('ES256')
    .describe('algorithm of the signature; a token of another algorithm is refused'),
  TOKEN_LIBRARY: z
    .enum(['jose', 'jsonwebtoken', 'jose-secret-object', 'jsonwebtoken-raw-key', 'unverified'])
    .default('jose')
    .describe('signs and verifies; the last three are measuring instruments and no choices'),
  JWKS_URL: z
    .url()
    .optional()
    .describe('where the public keys are fetched; else from this replica'),
  JWKS_MAX_AGE_MS: positive
    .default(10 * 60 * 1000) // 10 minutes, as in jose
    .describe('how long a fetched key set is believed'),
  JWKS_COOLDOWN_MS: notNegative
    .default(30 * 1000) // 30 seconds, as in jose
    .describe('an unknown `kid` leads to a new fetch at most once in this time'),
});

export type Environment = z.infer<typeof environment>;
export type TokenAlgorithm = Environment['TOKEN_ALGORITHM'];

/** The settings of a token contender. */
export type Settings = ReturnType<typeof settingsOf>;

/** @throws ConfigError for a contender that would not check signatures */
export function settingsOf(config: Config, own: Environment) {
  const { host, port, arm, contender } = config;
  if (own.TOKEN_LIBRARY === 'unverified' && arm === contender) {
    throw new ConfigError(
      [
        'the environment cannot be used:',
        '  TOKEN_LIBRARY: "unverified" admits forged tokens: only for an arm of the bench, whose ARM is not the contender',
      ].join('\n'),
    );
  }
  return {
    carriage: config.carriage,
    contender: config.contender,
    cookieSecure: config.cookieSecure,
    claimsBytes: config.claimsBytes,
    /** Life of an access token. */
    ttlSeconds: config.credentialTtlSeconds,
    keysFile: own.KEYS_FILE,
    issuer: own.ISSUER ?? `urn:lab:${config.contender}`,
    /** Life of a login, from the login on: as long as it can be refreshed, however often it is. */
    refreshTtlSeconds: own.REFRESH_TTL_SECONDS,
    clockToleranceSeconds: own.CLOCK_TOLERANCE_SECONDS,
    algorithm: own.TOKEN_ALGORITHM,
    library: own.TOKEN_LIBRARY,
    jwksUrl: own.JWKS_URL ?? `http://${ownAddress(host)}:${port}/.well-known/jwks.json`,
    /** How long a fetched key set is believed: a withdrawn key is accepted that long. */
    jwksMaxAgeMs: own.JWKS_MAX_AGE_MS,
    /** An unknown `kid` leads to a new fetch, but not sooner than this after the last one. */
    jwksCooldownMs: own.JWKS_COOLDOWN_MS,
  };
}

/** The address at which this replica reaches itself, as it stands in a URL (RFC 3986: an IPv6 address has brackets). */
function ownAddress(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  const address = host === '::' ? '::1' : host;
  return isIPv6(address) ? `[${address}]` : address;
}
