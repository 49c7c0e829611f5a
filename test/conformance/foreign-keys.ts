import { createHmac, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { type AcceptedToken, type Alter, encode, type Members } from './token.ts';

/** Good keys that the lab does not know: those of an attacker. */
export const foreign = {
  ec: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
  p384: generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey,
  secp256k1: generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).privateKey,
  rsa: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey,
  ed25519: generateKeyPairSync('ed25519').privateKey,
  secret: randomBytes(32),
};

/** The header says this `alg`, and the signature is made so. */
export function signedAs(
  alg: unknown,
  make: (input: Buffer, token: AcceptedToken) => Buffer,
  more: Members = {},
): Alter {
  return (token) => {
    const head = encode(JSON.stringify({ ...token.header, alg, ...more }));
    const input = `${head}.${token.parts[1]}`;
    return `${input}.${encode(make(Buffer.from(input), token))}`;
  };
}

export function hmac(hash: string, secretOf: (token: AcceptedToken) => string | Buffer) {
  return (input: Buffer, token: AcceptedToken): Buffer =>
    createHmac(hash, secretOf(token)).update(input).digest();
}

export function ecdsa(hash: string, key: KeyObject) {
  return (input: Buffer): Buffer => sign(hash, input, { key, dsaEncoding: 'ieee-p1363' });
}
