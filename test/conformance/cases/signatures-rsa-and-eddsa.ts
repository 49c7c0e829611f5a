import { constants, createHash, createPublicKey, type KeyObject, privateEncrypt, sign } from 'node:crypto';
import type { Contender } from '../../../infra/contenders/contenders.ts';
import type { Case } from '../case.ts';
import { bytes, bytesOfNumber, numberOfBytes } from '../signature-changes.ts';
import { type Alter, eitherWay, refused, signedWith, tokenLinesOf } from '../token.ts';

const line = tokenLinesOf('signatures');
const only = (algorithm: string) => ({ on: { contenders: (contender: Contender) => contender.algorithm === algorithm } });

const sha256 = (input: string): Buffer => createHash('sha256').update(input).digest();
const modulusOf = (key: KeyObject): bigint => numberOfBytes(Buffer.from(String(createPublicKey(key).export({ format: 'jwk' }).n), 'base64url'));
const byHash = (hash: string): Alter => signedWith((input, { key }) => sign(hash, Buffer.from(input), key));
const ofModulus = (change: (signature: bigint, modulus: bigint) => bigint, length = 256): Alter =>
  signedWith((input, { key }) => bytesOfNumber(change(numberOfBytes(sign('sha256', Buffer.from(input), key)), modulusOf(key)), length));

/** What stands before the hash: the name of SHA-256 (RFC 8017 section 9.2, note 1). */
const nameOfHash = Buffer.from('3031300d060960864801650304020105000420', 'hex');
const nameWithoutNull = Buffer.from('302f300b0609608648016503040201' + '0420', 'hex');

/** A block of 256 bytes that the private key has worked on as it is: `00 01 ff … 00`, then the end, then what follows. */
const block = (
  parts: { readonly start?: string; readonly fill?: number; readonly gap?: string; readonly behind?: number },
  end: (input: string) => Buffer,
): Alter =>
  signedWith((input, { key }) => {
    const { start = '0001', fill = 0xff, gap = '00', behind = 0 } = parts;
    const [first, last] = [Buffer.from(start, 'hex'), Buffer.concat([Buffer.from(gap, 'hex'), end(input)])];
    const filled = Buffer.alloc(256 - first.length - last.length - behind, fill);
    const whole = Buffer.concat([first, filled, last, Buffer.alloc(behind, 1)]);
    return privateEncrypt({ key, padding: constants.RSA_NO_PADDING }, whole);
  });
const named = (input: string): Buffer => Buffer.concat([nameOfHash, sha256(input)]);

/** RFC 8017 section 8.2.2. */
const rs256: readonly Case[] = (
  [
    [
      'with PSS, the salt as long as the hash',
      'RFC 7518 3.5',
      signedWith((input, { key }) => sign('sha256', Buffer.from(input), { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 })),
    ],
    [
      'with PSS and no salt',
      'RFC 7518 3.5',
      signedWith((input, { key }) => sign('sha256', Buffer.from(input), { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 0 })),
    ],
    ['over SHA-1', 'RFC 7518 3.3', byHash('sha1')],
    ['over SHA-384', 'RFC 7518 3.3', byHash('sha384')],
    ['over SHA-512', 'RFC 7518 3.3', byHash('sha512')],
    ['over MD5', 'RFC 7518 3.3', byHash('md5')],
    ['the hash without its name', 'RFC 8017 9.2', block({}, sha256)],
    ['the text without a hash', 'RFC 8017 9.2', block({}, (input) => Buffer.from(input.slice(0, 100)))],
    ['bytes behind the hash', 'CVE-2006-4339', block({ behind: 20 }, named)],
    ['eight bytes of padding and the rest behind the hash', 'CVE-2006-4339', block({ behind: 256 - 2 - 8 - 1 - 51 }, named)],
    ['no padding between', 'RFC 8017 9.2', block({ fill: 0 }, named)],
    ['padding of another byte', 'RFC 8017 9.2', block({ fill: 0xfe }, named)],
    ['no zero behind the padding', 'RFC 8017 9.2', block({ gap: '' }, named)],
    ['block type 0', 'RFC 8017 9.2', block({ start: '0000', fill: 0 }, named)],
    ['block type 2', 'RFC 8017 9.2', block({ start: '0002' }, named)],
    ['signature 0', 'RFC 8017 5.2.2', ofModulus(() => 0n)],
    ['signature 1', 'RFC 8017 5.2.2', ofModulus(() => 1n)],
    ['signature n', 'RFC 8017 5.2.2', ofModulus((_signature, modulus) => modulus)],
    ['signature n - 1', 'RFC 8017 5.2.2', ofModulus((_signature, modulus) => modulus - 1n)],
    ['negated', 'RFC 8017 8.2.2', ofModulus((signature, modulus) => modulus - signature)],
    ['and the modulus added, in 257 bytes', 'RFC 8017 8.2.2', ofModulus((signature, modulus) => signature + modulus, 257)],
  ] as const
).map(([what, source, alter]) => line(`RS256: ${what}`, source, alter, refused, only('RS256')));

const rs256EitherWay: readonly Case[] = [
  // RFC 8017 section 9.2 wants the NULL written; RFC 4055 section 2.1 wants both read.
  line(
    'RS256: the name of the hash without NULL',
    'RFC 4055 2.1',
    block({}, (input) => Buffer.concat([nameWithoutNull, sha256(input)])),
    eitherWay,
    only('RS256'),
  ),
];

/** The order of the base point of Ed25519, RFC 8032 section 5.1. */
const order = 2n ** 252n + 27742317777372353535851937790883648493n;
const backwards = (part: Buffer): Buffer => Buffer.from(part).reverse();
/** A change of S, which stands least significant byte first. */
const ofScalar = (change: (scalar: bigint) => bigint): Alter =>
  bytes((made) => Buffer.concat([made.subarray(0, 32), backwards(bytesOfNumber(change(numberOfBytes(backwards(made.subarray(32)))), 32))]));
const ofPoint = (change: (point: Buffer) => Buffer): Alter => bytes((made) => Buffer.concat([change(made.subarray(0, 32)), made.subarray(32)]));
const identity = Buffer.concat([Buffer.from([1]), Buffer.alloc(31)]);

/** RFC 8032 section 5.1.7. */
const eddsa: readonly Case[] = (
  [
    ['S + L, which is not canonical', 'RFC 8032 5.1.7', ofScalar((scalar) => scalar + order)],
    ['S + 7 L', 'RFC 8032 5.1.7', ofScalar((scalar) => scalar + 7n * order)],
    ['S = L', 'RFC 8032 5.1.7', ofScalar(() => order)],
    ['S = 0', 'RFC 8032 5.1.7', ofScalar(() => 0n)],
    ['S negated', 'RFC 8032 5.1.7', ofScalar((scalar) => order - scalar)],
    ['a high bit of S set', 'RFC 8032 5.1.7', ofScalar((scalar) => scalar + 2n ** 255n)],
    ['R of the other sign', 'RFC 8032 5.1.3', ofPoint((point) => Buffer.concat([point.subarray(0, 31), Buffer.from([(point[31] ?? 0) ^ 0x80])]))],
    ['R the neutral point', 'RFC 8032 5.1.7', ofPoint(() => identity)],
    ['R the neutral point, S = 0', 'RFC 8032 5.1.7', bytes(() => Buffer.concat([identity, Buffer.alloc(32)]))],
    ['R no point of the curve', 'RFC 8032 5.1.3', ofPoint((point) => Buffer.alloc(point.length, 0xff))],
    ['R and S exchanged', 'RFC 8032 5.1.6', bytes((made) => Buffer.concat([made.subarray(32), made.subarray(0, 32)]))],
    ['S most significant byte first', 'RFC 8032 5.1.6', bytes((made) => Buffer.concat([made.subarray(0, 32), backwards(made.subarray(32))]))],
    ['over the hash of the text', 'RFC 8032 5.1', signedWith((input, { key }) => sign(null, createHash('sha512').update(input).digest(), key))],
  ] as const
).map(([what, source, alter]) => line(`EdDSA: ${what}`, source, alter, refused, only('EdDSA')));

export const rsaAndEddsaCases: readonly Case[] = [...rs256, ...rs256EitherWay, ...eddsa];
