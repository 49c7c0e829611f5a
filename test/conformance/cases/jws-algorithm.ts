import { createPublicKey, type KeyObject, sign } from 'node:crypto';
import type { Case } from '../case.ts';
import { ecdsa, foreign, hmac, signedAs } from '../foreign-keys.ts';
import { type AcceptedToken, accepted, eitherWay, header, signature, tokenLinesOf } from '../token.ts';

const algLine = tokenLinesOf('jws alg');
const kidLine = tokenLinesOf('jws kid');

const own = (input: Buffer, token: AcceptedToken): Buffer => signature(token, input.toString());
const rsa = (hash: string) => (input: Buffer) => sign(hash, input, foreign.rsa);
const pss = (input: Buffer) => sign('sha256', input, { key: foreign.rsa, padding: 6, saltLength: 32 });

/** The public key of the lab, as an attacker has it. A shared secret has none; then it is a public one of the attacker. */
const publicKeyOf = ({ key }: AcceptedToken): KeyObject => createPublicKey(key.type === 'private' ? key : foreign.ec);

/** What an attacker can know of the key, and may hope that the lab uses as the secret of an HMAC (RFC 8725 section 2.1). */
const guessedSecrets: readonly (readonly [what: string, secretOf: (token: AcceptedToken) => string | Buffer])[] = [
  ['the public key as PEM', (token) => publicKeyOf(token).export({ type: 'spki', format: 'pem' })],
  ['the public key as PEM without its last line feed', (token) => String(publicKeyOf(token).export({ type: 'spki', format: 'pem' })).trim()],
  ['the public key as DER', (token) => publicKeyOf(token).export({ type: 'spki', format: 'der' })],
  ['the public key as JWK', (token) => JSON.stringify(publicKeyOf(token).export({ format: 'jwk' }))],
  ['a coordinate of the public key', (token) => Buffer.from(String(publicKeyOf(token).export({ format: 'jwk' }).x), 'base64url')],
  ['the kid', (token) => String(token.header.kid)],
  ['an empty secret', () => ''],
  ['the word secret', () => 'secret'],
  ['zeros', () => Buffer.alloc(32)],
];

const unknownAlgorithms = ['HS384', 'HS512', 'ES384', 'ES512', 'ES256K', 'PS256', 'Ed448', 'dir', 'A128KW', 'RSA-OAEP', 'PBES2-HS256+A128KW', 'x'];

/** RFC 7515 section 4.1.1, RFC 8725 sections 3.1 and 3.2: the verifier chooses the algorithm, and the header does not. */
const algCases: readonly Case[] = [
  ...['none', 'None', 'NONE', 'nOnE', 'none '].flatMap((alg) => [
    algLine(
      `"${alg}" without a signature`,
      'RFC 8725 3.2',
      signedAs(alg, () => Buffer.alloc(0)),
    ),
    algLine(`"${alg}" with the good signature`, 'RFC 8725 3.1', signedAs(alg, own)),
  ]),
  algLine('no alg', 'RFC 7515 4.1.1', signedAs(undefined, own)),
  ...[null, 0, true, '', [], {}, ['none'], ['ES256']].map((alg) => algLine(`alg ${JSON.stringify(alg)}`, 'RFC 7515 4.1.1', signedAs(alg, own))),
  algLine(
    'alg in lower case',
    'RFC 7515 4.1.1',
    header(({ alg, ...rest }) => ({ ...rest, alg: String(alg).toLowerCase().replace('eddsa', 'eDDSA') })),
  ),
  algLine(
    'alg with a space behind',
    'RFC 7515 4.1.1',
    header(({ alg, ...rest }) => ({ ...rest, alg: `${alg} ` })),
  ),
  ...unknownAlgorithms.map((alg) => algLine(`${alg} with the signature of the lab's own algorithm`, 'RFC 8725 3.1', signedAs(alg, own))),
  ...guessedSecrets.map(([what, secretOf]) => algLine(`HS256, secret: ${what}`, 'RFC 8725 2.1', signedAs('HS256', hmac('sha256', secretOf)))),
  algLine(
    'HS256 by a foreign secret',
    'RFC 8725 3.1',
    signedAs(
      'HS256',
      hmac('sha256', () => foreign.secret),
    ),
  ),
  algLine('ES256 by a foreign key', 'RFC 8725 3.1', signedAs('ES256', ecdsa('sha256', foreign.ec))),
  algLine('ES256 by a key of P-384', 'RFC 7518 3.4', signedAs('ES256', ecdsa('sha256', foreign.p384))),
  algLine('ES384 by a foreign key', 'RFC 8725 3.1', signedAs('ES384', ecdsa('sha384', foreign.p384))),
  algLine('ES256K by a foreign key', 'RFC 8725 3.1', signedAs('ES256K', ecdsa('sha256', foreign.secp256k1))),
  algLine('RS256 by a foreign key', 'RFC 8725 3.1', signedAs('RS256', rsa('sha256'))),
  algLine('RS512 by a foreign key', 'RFC 8725 3.1', signedAs('RS512', rsa('sha512'))),
  algLine('PS256 by a foreign key', 'RFC 8725 3.1', signedAs('PS256', pss)),
  algLine(
    'EdDSA by a foreign key',
    'RFC 8725 3.1',
    signedAs('EdDSA', (input) => sign(null, input, foreign.ed25519)),
  ),
  algLine(
    'Ed25519 by a foreign key',
    'RFC 9864 2.2',
    signedAs('Ed25519', (input) => sign(null, input, foreign.ed25519)),
  ),
  algLine('zip, which a JWS does not have', 'RFC 8725 3.6', header({ zip: 'DEF' }), accepted),
  algLine('cty JWT with a payload that is none', 'RFC 7519 5.2', header({ cty: 'JWT' }), eitherWay),
];

const oddKids: readonly (readonly [what: string, kid: unknown])[] = [
  ['that no key has', 'other'],
  ['that is empty', ''],
  ['null', null],
  ['a number', 1],
  ['an array', ['x']],
  ['an object', {}],
  ['__proto__', '__proto__'],
  ['constructor', 'constructor'],
  ['a path', '../../../../dev/null'],
  ['a part of a statement', "x' UNION SELECT 'secret"],
  ['a URL', 'http://127.0.0.1/key'],
  ['of 1 KB', 'x'.repeat(1_000)],
  ['with a NUL', 'x\0'],
];

/** RFC 7515 section 4.1.4, RFC 8725 section 3.10: a name to look up in a known set, and nothing else. */
const kidCases: readonly Case[] = [
  kidLine('no kid', 'RFC 7515 6', header({ kid: undefined })),
  ...oddKids.map(([what, kid]) => kidLine(`a kid ${what}`, 'RFC 8725 3.10', header({ kid }))),
  kidLine(
    'the kid in an array',
    'RFC 7515 4.1.4',
    header(({ kid, ...rest }) => ({ ...rest, kid: [kid] })),
  ),
  kidLine(
    'the kid in another case',
    'RFC 7515 4.1.4',
    header(({ kid, ...rest }) => ({ ...rest, kid: swappedCase(String(kid)) })),
  ),
  kidLine(
    'the kid and a space',
    'RFC 7515 4.1.4',
    header(({ kid, ...rest }) => ({ ...rest, kid: `${kid} ` })),
  ),
  kidLine(
    'a path as kid, and an HMAC with an empty secret',
    'RFC 8725 3.10',
    signedAs(
      'HS256',
      hmac('sha256', () => ''),
      { kid: '../../../../dev/null' },
    ),
  ),
];

function swappedCase(text: string): string {
  return text.replace(/[a-z]/i, (letter) => (letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase()));
}

export const algorithmCases: readonly Case[] = [...algCases, ...kidCases];
