import { createPublicKey, type KeyObject } from 'node:crypto';
import { signingKeyFor } from '../keys/key-file.ts';
import { sharedSecretSource } from '../keys/key-source.ts';
import type { TokenAlgorithm } from '../settings.ts';
import { createJoseLibrary } from './jose.ts';
import { createJsonwebtokenLibrary } from './jsonwebtoken.ts';
import type { TokenLibrary } from './library.ts';

/** Frozen: 2026-11-22T12:00:00Z. */
const nowMs = Date.UTC(2026, 10, 22, 12);
export const nowSeconds = nowMs / 1000;
export const claims = { sub: 'alice', jti: 'jti-1', iat: nowSeconds, exp: nowSeconds + 900 };
export const kid = 'key-1';

export interface Subject {
  readonly library: TokenLibrary;
  readonly signingKey: KeyObject;
  readonly algorithm: TokenAlgorithm;
}

export function subject(name: string, algorithm: TokenAlgorithm): Subject {
  const signingKey = signingKeyFor(algorithm);
  const verificationKey = algorithm === 'HS256' ? signingKey : createPublicKey(signingKey);
  const parts = {
    signingKey: async () => ({ kid, key: signingKey }),
    findKey: sharedSecretSource({ kid, key: verificationKey }),
    issuer: 'urn:lab:tokens',
    audience: 'urn:lab:api',
    clockToleranceSeconds: 5,
    now: () => nowMs,
  };
  if (name === 'jose' || algorithm === 'EdDSA') {
    return { library: createJoseLibrary({ ...parts, algorithm }), signingKey, algorithm };
  }
  const rawKey = name === 'jsonwebtoken-raw-key';
  return {
    library: createJsonwebtokenLibrary({ ...parts, algorithm }, rawKey),
    signingKey,
    algorithm,
  };
}

/** Every library with every algorithm that it knows. */
export const libraries: readonly [string, TokenAlgorithm][] = [
  ['jose', 'HS256'],
  ['jose', 'RS256'],
  ['jose', 'ES256'],
  ['jose', 'EdDSA'],
  ['jsonwebtoken', 'HS256'],
  ['jsonwebtoken', 'RS256'],
  ['jsonwebtoken', 'ES256'],
  ['jsonwebtoken-raw-key', 'HS256'],
  ['jsonwebtoken-raw-key', 'RS256'],
  ['jsonwebtoken-raw-key', 'ES256'],
];
