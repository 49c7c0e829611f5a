import type { KeyObject } from 'node:crypto';
import {
  type CryptoKey,
  createRemoteJWKSet,
  customFetch,
  errors,
  type JWKSCacheInput,
  jwksCache,
} from 'jose';
import type { RejectionCode } from '../../shared/auth-outcome.ts';
import { Problem } from '../../shared/http/problem.ts';
import type { Log } from '../../shared/operation/log.ts';
import type { Settings } from '../settings.ts';
import type { SigningKey } from './key-file.ts';
import { createKeySetFetch, KeyServerFault } from './key-server.ts';

export type VerificationKey = CryptoKey | KeyObject;

/** Where a replica has its verification keys from. */
export interface KeySource {
  /** Finds a key by the `kid` in a token's header. */
  readonly find: (kid: string | undefined) => Promise<VerificationKey>;
  /**
   * The key set that is believed now. Each fetch makes a new object. Null: there is none yet, or it is too old and the
   * next `find` fetches it again.
   */
  readonly keySet: () => object | null;
}

/** Thrown inside the key lookup of a library, which cannot return an outcome; the library turns it into one. */
export class TokenRejected extends Error {
  override readonly name = 'TokenRejected';
  readonly code: RejectionCode;
  constructor(code: RejectionCode) {
    super(code);
    this.code = code;
  }
}

/** HS256 signs and verifies with one secret, which is in the key file and nowhere else. */
export function sharedSecretSource({ kid: secretKid, key: secret }: SigningKey): KeySource {
  return {
    async find(kid) {
      if (kid !== secretKid) throw new TokenRejected('invalid');
      return secret;
    },
    keySet: () => secret,
  };
}

/** Far below nginx' timeout of 2 s: a request that has to wait for keys is still answered by this replica. */
const timeoutMs = 500;
/** As long as `Retry-After` asks a client to wait. */
const longestPauseMs = 1000;

/**
 * Fetches the key set at the first token and keeps it. The defaults are those of jose: it fetches the set again after
 * 10 minutes, and for an unknown `kid` at most every 30 seconds. So a withdrawn key is believed for up to 10 minutes,
 * and a flood of forged `kid`s does not become a flood of fetches. A set that cannot be fetched again is not believed
 * any longer than that.
 * @param log gets one line when keys cannot be had, and one when they are back
 */
export function jwksSource(
  url: URL,
  {
    algorithm,
    jwksMaxAgeMs,
    jwksCooldownMs,
  }: Pick<Settings, 'algorithm' | 'jwksMaxAgeMs' | 'jwksCooldownMs'>,
  log: Log,
): KeySource {
  const fetched: JWKSCacheInput = {};
  const keys = createRemoteJWKSet(url, {
    cacheMaxAge: jwksMaxAgeMs,
    cooldownDuration: jwksCooldownMs,
    timeoutDuration: timeoutMs,
    [jwksCache]: fetched,
    [customFetch]: createKeySetFetch({
      timeoutMs,
      pauseMs: Math.min(jwksCooldownMs, longestPauseMs),
      monotonicMs: () => performance.now(),
    }),
  });
  let away = false;
  const report = (reason: string | null) => {
    if (reason !== null && !away) log('keys-away', { reason });
    if (reason === null && away) log('keys-back');
    away = reason !== null;
  };
  const find: KeySource['find'] = async (kid) => {
    if (kid === undefined) throw new TokenRejected('invalid');
    try {
      const key = await keys({ alg: algorithm, kid });
      requireLength(key);
      report(null);
      return key;
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey) throw new TokenRejected('invalid');
      // Missing keys are a fault of this replica and say nothing about the token.
      const reason = reasonOf(error);
      report(reason);
      throw new Problem('keys_unavailable', {
        cause: error,
        detail: `The verification keys could not be had: ${reason}.`,
      });
    }
  };
  return { find, keySet: () => (keys.fresh ? (fetched.jwks ?? null) : null) };
}

/** Both libraries refuse to verify with a shorter RSA key, with an error that says nothing about the token. */
function requireLength({ algorithm }: CryptoKey): void {
  const bits = 'modulusLength' in algorithm ? Number(algorithm.modulusLength) : null;
  if (bits !== null && bits < 2048) throw new KeyServerFault('a key of the set is too short');
}

function reasonOf(error: unknown): string {
  if (error instanceof KeyServerFault) return error.message;
  if (error instanceof errors.JWKSMultipleMatchingKeys) return 'two keys of the set have one name';
  if (error instanceof errors.JWKSInvalid) return 'the answer is no set of public keys';
  return 'a key of the set cannot be used';
}

/** The key set hands out the same object for the same key, so each key is converted once. */
export function rememberPerKey<Converted>(convert: (key: VerificationKey) => Converted) {
  const converted = new WeakMap<VerificationKey, Converted>();
  return (key: VerificationKey): Converted => {
    const known = converted.get(key) ?? convert(key);
    converted.set(key, known);
    return known;
  };
}
