import { createPrivateKey, createSecretKey, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { type Part, rawToken, signatureOf } from '../../apps/tokens/jwt/library.fixture.ts';
import type { TokenAlgorithm } from '../../apps/tokens/settings.ts';
import type { Case, Entrance, Expected, Reply } from './case.ts';
import { linesOf, tokens } from './case.ts';

/** Members of a header or of a payload. A member that is undefined is left out. */
export type Members = Readonly<Record<string, unknown>>;

/** A token that the entrance accepts, and what is needed to make one that differs from it in one thing. */
export interface AcceptedToken {
  readonly text: string;
  /** The three parts as they stand in the text. */
  readonly parts: readonly [header: string, payload: string, signature: string];
  readonly header: Members;
  readonly claims: Members;
  readonly algorithm: TokenAlgorithm;
  /** The lab's own key: a private one, or the shared secret. */
  readonly key: KeyObject;
}

/** Makes the token that a case sends. */
export type Alter = (token: AcceptedToken) => string;

const keyFile = z.object({
  keys: z.array(z.looseObject({ kid: z.string(), kty: z.string() })),
  refreshSecret: z.string(),
});

const algorithms = z.enum(['HS256', 'RS256', 'ES256', 'EdDSA']) satisfies z.ZodType<TokenAlgorithm>;

/** What a refused token gets, RFC 6750 section 3.1 and the contract of the lab. */
export const refused: Expected = {
  status: 401,
  code: ['malformed', 'invalid'],
  headers: { 'www-authenticate': /error="invalid_token"/, 'cache-control': 'no-store' },
};
export const expired: Expected = { ...refused, code: 'expired' };
export const accepted: Expected = { status: 200 };
/** Where the standard lets the verifier choose. It must still answer as one of both, and not fail. */
export const eitherWay: Expected = { status: [200, 401] };

/** Writes the lines of one area that send a token: `line('what is sent', 'RFC 7515 4.1.1', altered)`. */
export function tokenLinesOf(area: string) {
  const line = linesOf(area, { contenders: tokens, sweep: true, paired: true });
  return (
    what: string,
    source: string,
    alter: Alter,
    expected: Case['expected'] = refused,
    rest: Partial<Case> = {},
  ): Case => line(what, source, (entrance) => present(entrance, alter), expected, rest);
}

/** Asks for `/me` with the altered token. */
export async function present(entrance: Entrance, alter: Alter): Promise<Reply> {
  return await presentText(entrance, alter(await acceptedToken(entrance)));
}

/** Asks for `/me` with this text as the access token. */
export async function presentText(entrance: Entrance, text: string): Promise<Reply> {
  const name = tokenCookie(entrance);
  const headers =
    entrance.carriage === 'bearer'
      ? { authorization: `Bearer ${text}` }
      : { cookie: `${name}=${encodeURIComponent(text)}` };
  return await entrance.send({ path: '/me', headers });
}

/** The name of a cookie of this kind: `token`, `refresh` or `cart`. */
export function tokenCookie({ contender }: Entrance, kind = 'token'): string {
  return `${kind}_${contender.contender.replaceAll('-', '_')}`;
}

/** The token of the shared member, and the key that its `kid` names. */
export async function acceptedToken(entrance: Entrance): Promise<AcceptedToken> {
  const member = await entrance.sharedMember();
  return await takenApart(entrance, member.credential() ?? '');
}

/** The parts of a token of this entrance, and the key that its `kid` names. */
export async function takenApart(entrance: Entrance, text: string): Promise<AcceptedToken> {
  const [head = '', payload = '', signature = ''] = text.split('.');
  const header = membersOf(head);
  const { keys } = await keyFileOf(entrance);
  const jwk = keys.find(({ kid }) => kid === header.kid);
  if (jwk === undefined) throw new RangeError(`${entrance.keysFile} has no key ${header.kid}`);
  return {
    text,
    parts: [head, payload, signature],
    header,
    claims: membersOf(payload),
    algorithm: algorithms.parse(entrance.contender.algorithm),
    key:
      jwk.kty === 'oct'
        ? createSecretKey(Buffer.from(String(jwk.k), 'base64url'))
        : createPrivateKey({ key: jwk, format: 'jwk' }),
  };
}

/** The private keys of the lab, the newest first, and the secret of its refresh tokens. */
export async function keyFileOf({ keysFile }: Entrance): Promise<z.infer<typeof keyFile>> {
  return keyFile.parse(JSON.parse(await readFile(keysFile, 'utf8')));
}

export function membersOf(part: string): Members {
  return z
    .record(z.string(), z.unknown())
    .parse(JSON.parse(Buffer.from(part, 'base64url').toString()));
}

/** A change of members, or a function that writes the whole part anew. */
export type Change = Members | ((members: Members) => Part);

function changed(members: Members, change: Change): Part {
  return typeof change === 'function' ? change(members) : { ...members, ...change };
}

/** A well-signed token with another header. */
export function header(change: Change): Alter {
  return ({ algorithm, key, header: own, claims: payload }) =>
    rawToken(algorithm, key, changed(own, change), payload);
}

/** A well-signed token with another payload. */
export function claims(change: Change): Alter {
  return ({ algorithm, key, header: own, claims: payload }) =>
    rawToken(algorithm, key, own, changed(payload, change));
}

/** A token whose first two parts are written by hand; the signature over their text is good. */
export function written(write: (token: AcceptedToken) => string): Alter {
  return (token) => `${write(token)}.${signature(token, write(token)).toString('base64url')}`;
}

/** Another signature over the same first two parts. */
export function signedWith(make: (input: string, token: AcceptedToken) => Buffer): Alter {
  return (token) => {
    const [head, payload] = token.parts;
    const input = `${head}.${payload}`;
    return `${input}.${make(input, token).toString('base64url')}`;
  };
}

/** The good signature of any text by the lab's own key. */
export function signature({ algorithm, key }: AcceptedToken, input: string): Buffer {
  return signatureOf(algorithm, key, Buffer.from(input));
}

export function encode(text: string | Buffer): string {
  return Buffer.from(text).toString('base64url');
}

/** JSON in which this member stands after all others, also when one of them has its name. */
export function followedBy(member: string): (members: Members) => string {
  return (members) => `${JSON.stringify(members).slice(0, -1)},${member}}`;
}

/** JSON in which this member stands before all others, also when one of them has its name. */
export function precededBy(member: string): (members: Members) => string {
  return (members) => `{${member},${JSON.stringify(members).slice(1)}`;
}

export function nowSeconds(): number {
  return Math.floor(Date.now() / 1000);
}

/** What a case has found out without a last answer, as a reply to judge. */
export function seen(value: unknown): Reply {
  return { status: 200, headers: new Headers(), body: JSON.stringify(value) };
}

export const isTrue: Expected = { status: 200, body: /^true$/ };
