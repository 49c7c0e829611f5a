import type { Case } from '../case.ts';
import { bytes, over } from '../signature-changes.ts';
import { type Alter, claims, encode, expired, tokenLinesOf } from '../token.ts';

const line = tokenLinesOf('signatures');
const text = (part: string | undefined): string => Buffer.from(part ?? '', 'base64url').toString();
const flipped = (at: (length: number) => number, mask = 1): Alter =>
  bytes((made) => {
    const index = at(made.length);
    made[index] = (made[index] ?? 0) ^ mask;
    return made;
  });

/** What every algorithm has to refuse. */
export const signatureCases: readonly Case[] = [
  line(
    'the first bit flipped',
    'RFC 7515 5.2',
    flipped(() => 0, 0x80),
  ),
  line(
    'the last bit flipped',
    'RFC 7515 5.2',
    flipped((length) => length - 1),
  ),
  line(
    'a bit in the middle flipped',
    'RFC 7515 5.2',
    flipped((length) => length >> 1),
  ),
  line(
    'without its last byte',
    'RFC 7515 5.2',
    bytes((made) => made.subarray(0, -1)),
  ),
  line(
    'without its first byte',
    'RFC 7515 5.2',
    bytes((made) => made.subarray(1)),
  ),
  line(
    'the first half',
    'RFC 7515 5.2',
    bytes((made) => made.subarray(0, made.length / 2)),
  ),
  line(
    'one byte',
    'RFC 7515 5.2',
    bytes(() => Buffer.alloc(1)),
  ),
  line(
    'a zero behind',
    'RFC 7515 5.2',
    bytes((made) => Buffer.concat([made, Buffer.alloc(1)])),
  ),
  line(
    'a zero before',
    'RFC 7515 5.2',
    bytes((made) => Buffer.concat([Buffer.alloc(1), made])),
  ),
  line(
    'twice',
    'RFC 7515 5.2',
    bytes((made) => Buffer.concat([made, made])),
  ),
  line(
    'backwards',
    'RFC 7515 5.2',
    bytes((made) => made.reverse()),
  ),
  line(
    'zeros',
    'RFC 8725 3.3',
    bytes((made) => made.fill(0)),
  ),
  line(
    'ones',
    'RFC 8725 3.3',
    bytes((made) => made.fill(0xff)),
  ),
  line(
    'its text in base64url once more',
    'RFC 7515 5.2',
    bytes((made) => Buffer.from(encode(made))),
  ),
  line(
    'its text in hexadecimal',
    'RFC 7515 5.2',
    bytes((made) => Buffer.from(made.toString('hex'))),
  ),
  line(
    'of 4 KB',
    'RFC 7515 5.2',
    bytes(() => Buffer.alloc(3_000, 1)),
    { status: [400, 401, 431] },
  ),
  line(
    'over the payload alone',
    'RFC 7515 5.1',
    over((input) => String(input.split('.')[1])),
  ),
  line(
    'over the header alone',
    'RFC 7515 5.1',
    over((input) => String(input.split('.')[0])),
  ),
  line(
    'over both without the dot',
    'RFC 7515 5.1',
    over((input) => input.replace('.', '')),
  ),
  line(
    'over both and a dot behind',
    'RFC 7515 5.1',
    over((input) => `${input}.`),
  ),
  line(
    'over the decoded payload',
    'RFC 7515 5.1',
    over((input) => text(input.split('.')[1])),
  ),
  line(
    'over both decoded',
    'RFC 7515 5.1',
    over((input) => input.split('.').map(text).join('.')),
  ),
  line(
    'over nothing',
    'RFC 7515 5.1',
    over(() => ''),
  ),
  line('of another token of the same key', 'RFC 7515 5.2', ({ parts: [head, payload], ...token }) => {
    const other = claims({ note: 'other' })({ parts: [head, payload, ''], ...token });
    return `${head}.${payload}.${other.split('.')[2]}`;
  }),
  line('a payload of another role under it', 'RFC 8725 3.3', ({ parts: [head, , made], claims: members }) =>
    [head, encode(JSON.stringify({ ...members, role: 'admin' })), made].join('.'),
  ),
  line('a payload of another subject under it', 'RFC 8725 3.3', ({ parts: [head, , made], claims: members }) =>
    [head, encode(JSON.stringify({ ...members, sub: 'lab-admin' })), made].join('.'),
  ),
  line('a header of other white space over it', 'RFC 7515 5.2', ({ parts: [, payload, made], header: members }) =>
    [encode(JSON.stringify(members, null, 1)), payload, made].join('.'),
  ),
  line('a bad one, and expired too', 'RFC 7519 7.2', (token) => `${claims({ exp: 1 })(token).slice(0, -8)}AAAAAAAA`),
  line('a good one, and expired', 'RFC 7519 7.2', claims({ exp: 1 }), expired),
];
