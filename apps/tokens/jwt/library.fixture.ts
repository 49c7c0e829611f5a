import { createHmac, createPublicKey, type KeyObject, sign } from 'node:crypto';
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

export function subject(
  name: string,
  algorithm: TokenAlgorithm,
): { readonly library: TokenLibrary; readonly signingKey: KeyObject } {
  const signingKey = signingKeyFor(algorithm);
  const verificationKey = algorithm === 'HS256' ? signingKey : createPublicKey(signingKey);
  const parts = {
    signingKey: async () => ({ kid, key: signingKey }),
    findKey: sharedSecretSource({ kid, key: verificationKey }).find,
    issuer: 'urn:lab:tokens',
    audience: 'urn:lab:api',
    clockToleranceSeconds: 5,
    now: () => nowMs,
  };
  if (name.startsWith('jose') || algorithm === 'EdDSA') {
    const secretObject = name === 'jose-secret-object';
    return { library: createJoseLibrary({ ...parts, algorithm }, secretObject), signingKey };
  }
  const rawKey = name === 'jsonwebtoken-raw-key';
  return { library: createJsonwebtokenLibrary({ ...parts, algorithm }, rawKey), signingKey };
}

/** Every library with every algorithm that it knows. */
export const libraries: readonly (readonly [string, TokenAlgorithm])[] = [
  ['jose', 'EdDSA'],
  ['jose-secret-object', 'HS256'],
  ...(['jose', 'jsonwebtoken', 'jsonwebtoken-raw-key'] as const).flatMap((name) =>
    (['HS256', 'RS256', 'ES256'] as const).map((algorithm) => [name, algorithm] as const),
  ),
];

/** Text is sent as it stands, anything else as JSON, and bytes as they are. */
export type Part = Buffer | string | object;

/** A token with a good signature over any header and any payload. The libraries would refuse to make most of these. */
export function rawToken(
  algorithm: TokenAlgorithm,
  key: KeyObject,
  header: Part,
  payload: Part,
): string {
  const input = `${encode(header)}.${encode(payload)}`;
  return `${input}.${signatureOf(algorithm, key, Buffer.from(input)).toString('base64url')}`;
}

function encode(part: Part): string {
  if (Buffer.isBuffer(part)) return part.toString('base64url');
  return Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)).toString('base64url');
}

export function signatureOf(algorithm: TokenAlgorithm, key: KeyObject, input: Buffer): Buffer {
  if (algorithm === 'HS256') return createHmac('sha256', key).update(input).digest();
  if (algorithm === 'EdDSA') return sign(null, input, key);
  return sign('sha256', input, { key, dsaEncoding: 'ieee-p1363' });
}
