import { createHmac, type KeyObject } from 'node:crypto';
import { rawToken } from '../../apps/tokens/jwt/library.fixture.ts';
import type { TokenAlgorithm } from '../../apps/tokens/settings.ts';
import type { Random } from '../../bench/stats/random.ts';
import { bytes, chance, headerText, jsonObject, jsonValue, mutate, pick } from './values.ts';

/** Makes up a credential. `good` is one that a login has handed out. */
export type Forge = (random: Random, good: string) => string;

/** A value that express-session would sign, over any session ID, and what is left of it when it is changed. */
export function forgeSession(secret: string): Forge {
  return (random, good) => {
    const id = pick(random, [
      '',
      ' ',
      '__proto__',
      'constructor',
      '*',
      'a.b.c',
      '../sess',
      headerText(random, 24),
      'x'.repeat(random.integer(4000)),
    ]);
    const mac = createHmac('sha256', secret).update(id).digest('base64').replace(/=+$/, '');
    const signed = `s:${id}.${mac}`;
    return pick(random, [
      good,
      mutate(random, good),
      encodeURIComponent(signed),
      encodeURIComponent(mutate(random, signed)),
      signed,
      `s:${headerText(random, 30)}`,
      headerText(random, random.integer(60)),
      '%',
      '%s:%',
      'j:{"a":1}',
    ]);
  };
}

export interface TokenSecrets {
  readonly algorithm: TokenAlgorithm;
  readonly issuer: string;
  readonly kid: string;
  readonly key: KeyObject;
  readonly refreshSecret: Buffer;
}

/** Tokens with a good signature over anything, and every way of spoiling one. */
export function forgeToken(secrets: TokenSecrets): Forge {
  const { algorithm, kid, key } = secrets;
  return (random, good) => {
    if (chance(random, 0.05)) return good;
    if (chance(random, 0.15)) return mutate(random, good);
    if (chance(random, 0.02)) return headerText(random, random.integer(200));
    const header = headerFor(random, algorithm, kid);
    const signed = rawToken(algorithm, key, header, payloadFor(random, secrets));
    return chance(random, 0.2) ? spoil(random, signed) : signed;
  };
}

const headerMembers = ['crit', 'b64', 'zip', 'cty', 'jwk', 'jku', 'x5c', 'x5u', '__proto__', 'iss'];

function headerFor(random: Random, algorithm: string, kid: string): Buffer | string {
  const typ = pick(random, ['at+jwt', 'at+jwt', 'at+jwt', 'application/at+jwt', 'cart+jwt', 'JWT']);
  const alg = chance(random, 0.95)
    ? algorithm
    : pick(random, ['none', 'HS256', 'RS256', 'ES384', 'PS256', 'EdDSA', 'Ed25519', 'es256', '']);
  const members = { alg, typ, kid: chance(random, 0.97) ? kid : 'other' };
  const quoted = Object.entries(members).map(([name, value]) => [name, JSON.stringify(value)]);
  // Most headers are good: behind a bad one nothing else is looked at.
  if (chance(random, 0.7)) return JSON.stringify(members);
  if (chance(random, 0.1)) return pick(random, [jsonValue(random), bytes(random, 30)]);
  return jsonObject(random, Object.fromEntries(quoted), headerMembers);
}

function payloadFor(random: Random, { issuer }: TokenSecrets): Buffer | string {
  if (chance(random, 0.05)) return pick(random, [jsonValue(random), bytes(random, 60), '']);
  const seconds = Math.floor(Date.now() / 1000);
  const name = () => JSON.stringify(`fuzz-${random.integer(1e6)}`);
  const members = {
    sub: JSON.stringify(`load-${random.integer(50)}`),
    jti: name(),
    sid: name(),
    role: pick(random, ['"member"', '"member"', '"admin"']),
    iss: JSON.stringify(issuer),
    aud: '"urn:lab:api"',
    iat: String(seconds - random.integer(10)),
    exp: String(seconds + (chance(random, 0.1) ? -1000 : 900)),
    login_at_ms: String(seconds * 1000),
    cart: '{"items":[{"sku":"COAT","quantity":1}]}',
  };
  return jsonObject(random, members, ['nbf', 'client_id', 'padding', '__proto__', 'cnf']);
}

function spoil(random: Random, token: string): string {
  const [header = '', payload = '', signature = ''] = token.split('.');
  const other = bytes(random, pick(random, [0, 1, 31, 32, 33, 63, 64, 65, 70, 72, 256, 1000]));
  return pick(random, [
    `${header}.${payload}.${other.toString('base64url')}`,
    `${header}.${payload}.`,
    `${header}.${payload}`,
    `${header}..${signature}`,
    `.${payload}.${signature}`,
    `${token}.`,
    `${token}=`,
    `${header}.${payload}.${Buffer.alloc(64, pick(random, [0, 0x7f, 0x80, 0xff])).toString('base64url')}`,
    mutate(random, token),
  ]);
}

/** A refresh token with a good MAC, of a family that may not exist. */
export function forgeRefreshToken(secrets: TokenSecrets): Forge {
  const { issuer, refreshSecret } = secrets;
  return (random, good) => {
    const sid = bytes(random, 16).toString('base64url');
    const generation = pick(random, [0, 1, 7, 999_999_999]);
    const mac = createHmac('sha256', refreshSecret)
      .update(`${issuer}|${sid}|${generation}`)
      .digest('base64url');
    return pick(random, [
      good,
      mutate(random, good),
      `${sid}.${generation}.${mac}`,
      `..${mac}`,
      '',
    ]);
  };
}
