import { createHmac, generateKeyPairSync, sign, verify } from 'node:crypto';
import { expect, test } from 'vitest';
import { respell, withOtherTrailingBits, withSecondSignature } from './respelled.ts';

const base64url = (text: string) => Buffer.from(text).toString('base64url');
const signingInput = (alg: string) => `${base64url(JSON.stringify({ alg }))}.${base64url('{}')}`;
const signatureOf = (token: string) =>
  Buffer.from(token.slice(token.lastIndexOf('.') + 1), 'base64url');

test('the second signature of an ES256 token is another one, and verifies', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const input = signingInput('ES256');
  const signature = sign('sha256', Buffer.from(input), {
    key: privateKey,
    dsaEncoding: 'ieee-p1363',
  });
  const token = `${input}.${signature.toString('base64url')}`;
  const other = withSecondSignature(token);
  expect(other).not.toBe(token);
  const key = { key: publicKey, dsaEncoding: 'ieee-p1363' } as const;
  expect(verify('sha256', Buffer.from(input), key, signatureOf(other))).toBe(true);
  expect(withSecondSignature(other)).toBe(token);
});

test('other trailing bits change the text and not the bytes', () => {
  const input = signingInput('HS256');
  const signature = createHmac('sha256', 'secret').update(input).digest('base64url');
  const token = `${input}.${signature}`;
  const other = withOtherTrailingBits(token) ?? '';
  expect(other).not.toBe(token);
  expect(signatureOf(other)).toEqual(signatureOf(token));
});

test('a signature whose characters use every bit has no other trailing bits', () => {
  expect(withOtherTrailingBits('a.b.AAAA')).toBeNull();
});

test('the second signature belongs to ES256 only', () => {
  const names = (alg: string) =>
    respell(`${signingInput(alg)}.${'A'.repeat(86)}`).map(({ name }) => name);
  expect(names('ES256')).toEqual(['padding', 'trailing-bits', 'second-signature']);
  expect(names('EdDSA')).toEqual(['padding', 'trailing-bits']);
});
