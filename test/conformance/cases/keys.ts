import { createHmac, createPublicKey, type JsonWebKey, verify } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { z } from 'zod';
import type { Contender } from '../../../infra/contenders/contenders.ts';
import { type Case, type Entrance, type Expected, linesOf, type Reply, tokens } from '../case.ts';
import { allOf } from '../refresh-family.ts';
import { type AcceptedToken, acceptedToken, isTrue, keyFileOf, type Members, presentText, refused, seen, signature, takenApart } from '../token.ts';

const withKeyPair = (contender: Contender): boolean => tokens(contender) && contender.algorithm !== 'HS256';
const keyLine = linesOf('jwks', { contenders: tokens, sweep: true });
const pairLine = linesOf('jwks', { contenders: withKeyPair, sweep: true });
const rotationLine = linesOf('jwks', { contenders: withKeyPair, door: 'replica' });

const path = '/.well-known/jwks.json';
const keySet = z.object({ keys: z.array(z.record(z.string(), z.unknown())) });
const keysIn = (body: string): readonly Members[] => keySet.parse(JSON.parse(body)).keys;
/** A condition that each published key has to meet; there has to be one. */
const eachKey = (holds: (key: Members) => boolean): Expected => ({ status: 200, body: (body) => keysIn(body).length > 0 && keysIn(body).every(holds) });
const bytesOf = (text: unknown): number => Buffer.from(String(text), 'base64url').length;

/** RFC 7517 and RFC 7638: what the key set publishes. */
const setCases: readonly Case[] = [
  keyLine('the key set', 'RFC 7517 5', { path }, { status: 200, body: (body) => Array.isArray(keysIn(body)) }),
  keyLine('its content type', 'RFC 7517 8.5', { path }, { status: 200, headers: { 'content-type': /^application\/(jwk-set\+)?json\b/ } }),
  keyLine('no cache holds a new key back', 'RFC 9111 5.2.2.4', { path }, { status: 200, headers: { 'cache-control': /\b(no-cache|no-store)\b/ } }),
  keyLine('its type is not guessed', 'ASVS 3.4.4', { path }, { status: 200, headers: { 'x-content-type-options': 'nosniff' } }),
  keyLine('it sets no cookie', 'RFC 9111 3.5', { path, as: 'member' }, { status: 200, headers: { 'set-cookie': null } }),
  keyLine('it needs no credential, and minds no bad one', 'RFC 7517 1', { path, headers: { authorization: 'Bearer x', cookie: 'token_x=x' } }, { status: 200 }),
  keyLine('a query changes nothing', 'RFC 7517 5', { path: `${path}?kid=other` }, { status: 200 }),
  keyLine('HEAD', 'RFC 9110 9.3.2', { method: 'HEAD', path }, { status: 200, body: /^$/ }),
  ...['POST', 'PUT', 'DELETE'].map((method) => keyLine(method, 'RFC 9110 15.5.6', { method, path }, { status: 405, headers: { allow: /\bGET\b/ } })),
  keyLine(
    'no private member',
    'RFC 7517 9.2',
    { path },
    { status: 200, body: (body) => keysIn(body).every((key) => ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'].every((name) => !(name in key))) },
  ),
  keyLine('no member of the lab itself', 'RFC 7517 4', { path }, { status: 200, body: (body) => !/signsFromMs|refreshSecret/.test(body) }),
  keyLine('a shared secret is not published', 'RFC 7518 6.4', { path }, ({ contender }) => ({
    status: 200,
    body: (body) => keysIn(body).length > 0 === withKeyPair(contender),
  })),
  pairLine(
    'each key has a kid of its own',
    'RFC 7517 4.5',
    { path },
    { status: 200, body: (body) => new Set(keysIn(body).map(({ kid }) => kid)).size === keysIn(body).length },
  ),
  pairLine(
    'each key has a kid, in text',
    'RFC 7517 4.5',
    { path },
    eachKey(({ kid }) => typeof kid === 'string' && kid !== ''),
  ),
  pairLine(
    'each key is for signatures',
    'RFC 7517 4.2',
    { path },
    eachKey(({ use, key_ops: operations }) => use === 'sig' && operations === undefined),
  ),
  pairLine('each key names its algorithm', 'RFC 8725 3.1', { path }, ({ contender }) => eachKey(({ alg }) => alg === contender.algorithm)),
  pairLine(
    'each key is of a size that is safe',
    'RFC 8725 3.5',
    { path },
    eachKey(({ kty, x, y, n }) => (kty === 'RSA' ? bytesOf(n) >= 256 : bytesOf(x) === 32 && (kty !== 'EC' || bytesOf(y) === 32))),
  ),
  pairLine(
    'each key can be imported, so its point lies on the curve',
    'RFC 8725 3.4',
    { path },
    eachKey((key) => createPublicKey({ key: asJwk(key), format: 'jwk' }).type === 'public'),
  ),
];

function asJwk(key: Members): JsonWebKey {
  return Object.fromEntries(Object.entries(key).map(([name, value]) => [name, String(value)]));
}

/** With the public set alone, as another service has it. */
async function verifiedByOthers(entrance: Entrance): Promise<Reply> {
  const token = await acceptedToken(entrance);
  const jwk = keysIn((await entrance.send({ path })).body).find(({ kid }) => kid === token.header.kid);
  if (jwk === undefined) return seen('no key has that kid');
  const key = createPublicKey({ key: asJwk(jwk), format: 'jwk' });
  const [head, payload, made] = token.parts;
  const hash = token.algorithm === 'EdDSA' ? null : 'sha256';
  return seen(verify(hash, Buffer.from(`${head}.${payload}`), { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(made, 'base64url')));
}

const useCases: readonly Case[] = [
  pairLine('a token can be verified with the published key of its kid', 'RFC 7515 5.2', verifiedByOthers, isTrue),
  keyLine('the file of the private keys is its owner alone', 'RFC 7517 9.2', async ({ keysFile }) => seen(((await stat(keysFile)).mode & 0o077) === 0), isTrue),
  keyLine(
    'a shared secret has at least the bits of its hash',
    'RFC 7518 3.2',
    async (entrance) => {
      const { keys, refreshSecret } = await keyFileOf(entrance);
      return seen(bytesOf(refreshSecret) >= 32 && keys.every(({ kty, k }) => kty !== 'oct' || bytesOf(k) >= 32));
    },
    isTrue,
  ),
  keyLine(
    'the secret of the refresh tokens is no key of the access tokens',
    'RFC 8725 3.12',
    async (entrance) => {
      const { keys, refreshSecret } = await keyFileOf(entrance);
      return seen(keys.every(({ k }) => k !== refreshSecret));
    },
    isTrue,
  ),
  keyLine(
    'an access token by the secret of the refresh tokens',
    'RFC 8725 3.12',
    async (entrance) => {
      const secret = Buffer.from((await keyFileOf(entrance)).refreshSecret, 'base64url');
      const token = await acceptedToken(entrance);
      const input = `${Buffer.from(JSON.stringify({ ...token.header, alg: 'HS256' })).toString('base64url')}.${token.parts[1]}`;
      return await presentText(entrance, `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`);
    },
    refused,
  ),
  ...['/keys/rotate', '/keys/withdraw'].map((route) =>
    keyLine(`${route} on the public port`, 'CWE-749', { method: 'POST', path: route, as: 'administrator' }, { status: 404 }),
  ),
];

const signedBy = (token: AcceptedToken, { parts: [head, payload] }: AcceptedToken): string =>
  `${head}.${payload}.${signature(token, `${head}.${payload}`).toString('base64url')}`;

/** Publishes a new key, which does not sign yet, and mixes it with the old one. */
async function afterRotation(entrance: Entrance): Promise<Reply> {
  const old = await acceptedToken(entrance);
  const rotated = await fetch(`${entrance.privateUrl}/keys/rotate`, { method: 'POST' });
  if (!rotated.ok) throw new Error(`the rotation answered ${rotated.status}`);
  const [newest] = (await keyFileOf(entrance)).keys;
  const head = Buffer.from(JSON.stringify({ ...old.header, kid: newest?.kid })).toString('base64url');
  const next = await takenApart(entrance, `${head}.${old.parts[1]}.`);
  return allOf(
    await presentText(entrance, signedBy(old, next)),
    await presentText(entrance, signedBy(next, old)),
    await presentText(entrance, signedBy(old, old)),
  );
}

const rotationCases: readonly Case[] = [
  rotationLine('after a rotation: old key under the new kid, new key under the old kid, old key under the old kid', 'RFC 7515 4.1.4', afterRotation, {
    status: 200,
    body: /^401,401,200$/,
  }),
];

export const keyCases: readonly Case[] = [...setCases, ...useCases, ...rotationCases];
