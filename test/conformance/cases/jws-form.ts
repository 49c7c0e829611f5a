import type { Case } from '../case.ts';
import { type AcceptedToken, accepted, claims, eitherWay, encode, header, type Members, refused, signature, tokenLinesOf, written } from '../token.ts';

const line = tokenLinesOf('jws form');

/** Letters that stand for 62 and 63, which the two alphabets of base64 write differently. */
const withOddLetters = { note: '~~~???>>>~~~???>>>' };
const standardAlphabet = (text: string): string => text.replaceAll('-', '+').replaceAll('_', '/');

/** Another last letter for the same bytes: base64 ignores the lowest bits of it. */
function respelled(text: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const last = alphabet.indexOf(text.slice(-1));
  return text.slice(0, -1) + alphabet[last ^ 1];
}

/** A payload whose length in bytes leaves unused bits in its last letter. */
function withUnusedBits(members: Readonly<Record<string, unknown>>): string {
  const text = JSON.stringify(members);
  return text.length % 3 === 0 ? `${text} ` : text;
}

/** Four letters are three bytes. One letter more is no byte, and a lenient decoder passes over it. */
function oneLetterMore(members: Members): string {
  const text = JSON.stringify(members);
  return `${encode(text.padEnd(Math.ceil(text.length / 3) * 3))}A`;
}

/** The parts of a token as members of a JSON object (RFC 7515 section 7.2). */
const asMembers = ({ parts: [head, payload, sign] }: AcceptedToken) => ({ protected: head, payload, signature: sign });

const firstTwo = (change: (head: string, payload: string) => string) => written(({ parts: [head, payload] }) => change(head, payload));

/** A token in which the signature has a letter of the URL alphabet, so that the other alphabet differs. */
function signatureInStandardAlphabet(token: AcceptedToken): string {
  for (let count = 0; ; count += 1) {
    const text = claims({ count })(token);
    const [head, payload, sign = ''] = text.split('.');
    if (/[-_]/.test(sign)) return [head, payload, standardAlphabet(sign)].join('.');
  }
}

/** The text of a token: parts, base64url, and the JSON in them. */
export const jwsFormCases: readonly Case[] = [
  line('a token as it was issued', 'RFC 7515 5.2', ({ text }) => text, accepted),
  line(
    'the same parts, signed again',
    'RFC 7515 5.2',
    firstTwo((head, payload) => `${head}.${payload}`),
    accepted,
  ),
  line('the same members, written and signed again', 'RFC 7515 5.2', header({}), accepted),
  line('one part', 'RFC 7515 7.1', ({ parts: [head] }) => head),
  line('the parts without dots', 'RFC 7515 7.1', ({ text }) => text.replaceAll('.', '')),
  line('two parts', 'RFC 7515 7.1', ({ parts: [head, payload] }) => `${head}.${payload}`),
  line('four parts', 'RFC 7515 7.1', ({ text }) => `${text}.${encode('x')}`),
  line('five parts, as a JWE has', 'RFC 7516 7.1', ({ parts: [head, payload, sign] }) => [head, '', payload, payload, sign].join('.')),
  line('a dot before', 'RFC 7515 7.1', ({ text }) => `.${text}`),
  line('a dot behind', 'RFC 7515 7.1', ({ text }) => `${text}.`),
  line('two dots between', 'RFC 7515 7.1', ({ text }) => text.replace('.', '..')),
  line('dots only', 'RFC 7515 7.1', () => '..'),
  line(
    'the header missing',
    'RFC 7515 5.2',
    firstTwo((_head, payload) => `.${payload}`),
  ),
  line(
    'the payload missing, with a signature of the rest',
    'RFC 7519 7.2',
    firstTwo((head) => `${head}.`),
  ),
  line('the payload detached', 'RFC 7515 F', ({ parts: [head, , sign] }) => `${head}..${sign}`),
  line('the signature missing', 'RFC 7515 5.2', ({ parts: [head, payload] }) => `${head}.${payload}.`),
  line(
    'header and payload exchanged',
    'RFC 7515 5.2',
    firstTwo((head, payload) => `${payload}.${head}`),
  ),
  line('flattened JSON serialization', 'RFC 7519 3', (token) => JSON.stringify(asMembers(token)), { status: [400, 401] }),
  line('general JSON serialization', 'RFC 7519 3', (token) => JSON.stringify({ payload: token.parts[1], signatures: [asMembers(token)] }), {
    status: [400, 401],
  }),
  line(
    'a header with padding',
    'RFC 7515 2',
    firstTwo((head, payload) => `${head}=.${payload}`),
  ),
  line(
    'a payload with padding',
    'RFC 7515 2',
    firstTwo((head, payload) => `${head}.${payload}==`),
  ),
  line('a signature with padding', 'RFC 7515 2', ({ text }) => `${text}==`),
  line('a header in the standard alphabet', 'RFC 4648 5', (token) =>
    written(({ parts: [, payload] }) => `${standardAlphabet(encode(JSON.stringify({ ...token.header, ...withOddLetters })))}.${payload}`)(token),
  ),
  line('a payload in the standard alphabet', 'RFC 4648 5', (token) =>
    written(({ parts: [head] }) => `${head}.${standardAlphabet(encode(JSON.stringify({ ...token.claims, ...withOddLetters })))}`)(token),
  ),
  line('a payload with those letters in the URL alphabet', 'RFC 4648 5', claims(withOddLetters), accepted),
  line('a signature in the standard alphabet', 'RFC 4648 5', signatureInStandardAlphabet),
  line(
    'a space in the payload',
    'RFC 7515 5.2',
    firstTwo((head, payload) => `${head}.${payload.slice(0, 9)} ${payload.slice(9)}`),
    { status: [400, 401] },
  ),
  line(
    'a tab in the header',
    'RFC 7515 5.2',
    firstTwo((head, payload) => `${head.slice(0, 9)}\t${head.slice(9)}.${payload}`),
    { status: [400, 401] },
  ),
  line(
    'a line feed in the payload',
    'RFC 7515 5.2',
    firstTwo((head, payload) => `${head}.${payload.slice(0, 9)}\n${payload.slice(9)}`),
    refused,
    {
      on: { carriage: 'cookie' },
    },
  ),
  line('a line feed behind', 'RFC 7515 5.2', ({ text }) => `${text}\n`, refused, { on: { carriage: 'cookie' } }),
  line('a NUL behind', 'RFC 7515 5.2', ({ text }) => `${text}\0`, refused, { on: { carriage: 'cookie' } }),
  line('a letter beyond ASCII', 'RFC 7515 2', ({ text }) => `${text}\u00e9`, { status: [400, 401] }),
  line('a letter that no base64 has', 'RFC 7515 2', ({ text }) => `${text}!`, { status: [400, 401] }),
  ...(['header', 'payload'] as const).map((part) =>
    line(`a ${part} with one letter more than whole bytes have`, 'RFC 4648 4', (token) =>
      written(({ parts: [head, payload] }) => (part === 'header' ? `${oneLetterMore(token.header)}.${payload}` : `${head}.${oneLetterMore(token.claims)}`))(
        token,
      ),
    ),
  ),
  line('unused bits set in the signature', 'RFC 4648 3.5', ({ text }) => respelled(text), eitherWay),
  line(
    'unused bits set in the payload, and signed so',
    'RFC 4648 3.5',
    (token) => written(({ parts: [head] }) => `${head}.${respelled(encode(withUnusedBits(token.claims)))}`)(token),
    eitherWay,
  ),
  line('unused bits set in the payload after it was signed', 'RFC 7515 5.2', (token) => {
    const [head] = token.parts;
    const payload = encode(withUnusedBits(token.claims));
    return `${head}.${respelled(payload)}.${encode(signature(token, `${head}.${payload}`))}`;
  }),
  line('a claim of 2 KB that the app does not know', 'RFC 7519 4', claims({ note: 'x'.repeat(2_000) }), accepted),
  line('a token of 12 KB', 'RFC 9110 5.4', claims({ note: 'x'.repeat(9_000) }), { status: [200, 400, 401, 413, 431] }),
  line('a token of 40 KB', 'RFC 9110 5.4', claims({ note: 'x'.repeat(30_000) }), { status: [400, 401, 413, 431] }),
];
