import { createHmac, type KeyObject, sign } from 'node:crypto';
import type { TokenAlgorithm } from '../settings.ts';

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

function signatureOf(algorithm: TokenAlgorithm, key: KeyObject, input: Buffer): Buffer {
  if (algorithm === 'HS256') return createHmac('sha256', key).update(input).digest();
  if (algorithm === 'EdDSA') return sign(null, input, key);
  return sign('sha256', input, { key, dsaEncoding: 'ieee-p1363' });
}
