import { createHash, createHmac, sign } from 'node:crypto';
import type { Contender } from '../../../infra/contenders/contenders.ts';
import type { Case } from '../case.ts';
import { bytes, bytesOfNumber, good, numberOfBytes } from '../signature-changes.ts';
import { type Alter, accepted, encode, refused, signedWith, tokenLinesOf } from '../token.ts';

const line = tokenLinesOf('signatures');
const only = (algorithm: string) => ({ on: { contenders: (contender: Contender) => contender.algorithm === algorithm } });

/** The order of the group P-256, FIPS 186-5 and SP 800-186 section 3.2.1.3. */
const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const pair = (change: (r: bigint, s: bigint) => readonly [bigint, bigint], length = 32): Alter =>
  bytes((made) => Buffer.concat(change(numberOfBytes(made.subarray(0, 32)), numberOfBytes(made.subarray(32))).map((value) => bytesOfNumber(value, length))));
const byHash = (hash: string, dsaEncoding: 'ieee-p1363' | 'der'): Alter => signedWith((input, { key }) => sign(hash, Buffer.from(input), { key, dsaEncoding }));

/** RFC 7518 section 3.4: r and s, each in 32 bytes, most significant first. */
const es256: readonly Case[] = (
  [
    ['in DER', 'RFC 7518 3.4', byHash('sha256', 'der')],
    ['r = 0', 'FIPS 186-5 6.4.2', pair((_r, s) => [0n, s])],
    ['s = 0', 'FIPS 186-5 6.4.2', pair((r) => [r, 0n])],
    ['r = s = 0', 'CVE-2022-21449', pair(() => [0n, 0n])],
    ['r = s = 1', 'FIPS 186-5 6.4.2', pair(() => [1n, 1n])],
    ['r = n', 'FIPS 186-5 6.4.2', pair((_r, s) => [order, s])],
    ['s = n', 'FIPS 186-5 6.4.2', pair((r) => [r, order])],
    ['r = s = n', 'FIPS 186-5 6.4.2', pair(() => [order, order])],
    ['r = 0, s = n', 'FIPS 186-5 6.4.2', pair(() => [0n, order])],
    ['r = n - 1', 'FIPS 186-5 6.4.2', pair((_r, s) => [order - 1n, s])],
    ['s = n - 1', 'FIPS 186-5 6.4.2', pair((r) => [r, order - 1n])],
    ['r = 2^256 - 1', 'FIPS 186-5 6.4.2', pair((_r, s) => [2n ** 256n - 1n, s])],
    ['r negated', 'FIPS 186-5 6.4.2', pair((r, s) => [order - r, s])],
    ['r and s negated', 'FIPS 186-5 6.4.2', pair((r, s) => [order - r, order - s])],
    ['r + n in 33 bytes', 'FIPS 186-5 6.4.2', pair((r, s) => [r + order, s], 33)],
    ['s + n in 33 bytes', 'FIPS 186-5 6.4.2', pair((r, s) => [r, s + order], 33)],
    ['r and s exchanged', 'RFC 7518 3.4', pair((r, s) => [s, r])],
    ['r and s in 48 bytes each, as ES384 has them', 'RFC 7518 3.4', pair((r, s) => [r, s], 48)],
    ['least significant byte first', 'RFC 7518 3.4', bytes((made) => Buffer.concat([made.subarray(0, 32).reverse(), made.subarray(32).reverse()]))],
    ['with a recovery byte before', 'RFC 7518 3.4', bytes((made) => Buffer.concat([Buffer.from([0x1b]), made]))],
    [
      'r of one signature and s of another',
      'FIPS 186-5 6.4.2',
      signedWith((input, token) => Buffer.concat([good(input, token).subarray(0, 32), good(input, token).subarray(32)])),
    ],
    ['over SHA-384', 'RFC 7518 3.4', byHash('sha384', 'ieee-p1363')],
    ['over SHA-1', 'RFC 7518 3.4', byHash('sha1', 'ieee-p1363')],
    [
      'over the hash of the hash',
      'RFC 7518 3.4',
      signedWith((input, { key }) => sign('sha256', createHash('sha256').update(input).digest(), { key, dsaEncoding: 'ieee-p1363' })),
    ],
  ] as const
).map(([what, source, alter]) => line(`ES256: ${what}`, source, alter, refused, only('ES256')));

const es256Accepted: readonly Case[] = [
  // Neither RFC 7518 nor FIPS 186-5 asks for the lower of the two. Both are good, so a denylist may not hold signatures.
  line(
    'ES256: s negated, the other valid one',
    'RFC 7518 3.4',
    pair((r, s) => [r, order - s]),
    accepted,
    only('ES256'),
  ),
  line(
    'ES256: s above n/2',
    'RFC 7518 3.4',
    pair((r, s) => [r, s > order / 2n ? s : order - s]),
    accepted,
    only('ES256'),
  ),
  line(
    'ES256: s below n/2',
    'RFC 7518 3.4',
    pair((r, s) => [r, s > order / 2n ? order - s : s]),
    accepted,
    only('ES256'),
  ),
];

const macOf = (hash: string, change: (secret: Buffer) => Buffer = (secret) => secret): Alter =>
  signedWith((input, { key }) => createHmac(hash, change(key.export())).update(input).digest());

const hs256: readonly Case[] = (
  [
    ['the first 16 bytes', 'RFC 7518 3.2', bytes((made) => made.subarray(0, 16))],
    ['the first 31 bytes', 'RFC 7518 3.2', bytes((made) => made.subarray(0, 31))],
    ['no byte', 'RFC 7518 3.2', bytes(() => Buffer.alloc(0))],
    ['over SHA-384', 'RFC 7518 3.2', macOf('sha384')],
    ['over SHA-512', 'RFC 7518 3.2', macOf('sha512')],
    ['over SHA-512, cut to 32 bytes', 'RFC 7518 3.2', signedWith((input, { key }) => createHmac('sha512', key).update(input).digest().subarray(0, 32))],
    ['over SHA-1', 'RFC 7518 3.2', macOf('sha1')],
    ['the text of the secret as the secret', 'RFC 7518 6.4.1', macOf('sha256', (secret) => Buffer.from(encode(secret)))],
    ['half the secret', 'RFC 7518 3.2', macOf('sha256', (secret) => secret.subarray(0, 16))],
    ['an empty secret', 'RFC 8725 3.5', macOf('sha256', () => Buffer.alloc(0))],
    [
      'the hash of secret and text, which is no HMAC',
      'RFC 7518 3.2',
      signedWith((input, { key }) => createHash('sha256').update(key.export()).update(input).digest()),
    ],
    ['the hash of the text', 'RFC 7518 3.2', signedWith((input) => createHash('sha256').update(input).digest())],
  ] as const
).map(([what, source, alter]) => line(`HS256: ${what}`, source, alter, refused, only('HS256')));

export const ecdsaAndHmacCases: readonly Case[] = [...es256, ...es256Accepted, ...hs256];
