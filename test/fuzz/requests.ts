import type { Random } from '../../bench/stats/random.ts';
import type { Carriage } from '../contract/client.ts';
import type { Forge } from './credentials.ts';
import { bytes, chance, headerText, jsonObject, jsonValue, mutate, pick } from './values.ts';

export interface FuzzRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | null;
}

/** What a login has handed out: where a credential goes, and a good one to start from. */
export interface Holding {
  /** Cookies by name. Empty with bearer carriage. */
  readonly cookies: ReadonlyMap<string, string>;
  readonly credential: string;
  readonly refreshToken: string;
}

export interface FuzzTarget {
  readonly carriage: Carriage;
  readonly forge: Forge;
  readonly forgeRefreshToken: Forge;
}

const flow = '00000000-0000-4000-8000-000000000000';
const routes: readonly (readonly [string, string])[] = [
  ['GET', '/me'],
  ['GET', '/me'],
  ['GET', '/orders'],
  ['POST', '/orders'],
  ['GET', '/orders/placed'],
  ['GET', '/cart'],
  ['PUT', '/cart'],
  ['GET', '/catalog'],
  ['GET', '/events'],
  ['POST', '/login'],
  ['POST', '/logout'],
  ['POST', '/logout-all'],
  ['POST', '/onboarding'],
  ['GET', `/onboarding/${flow}`],
  ['PUT', `/onboarding/${flow}/steps/profile`],
  ['PUT', '/accounts/load-7/role'],
  ['POST', '/accounts/load-7/revoke'],
  ['PUT', '/accounts/%00/role'],
  ['POST', '/accounts/__proto__/revoke'],
  ['POST', '/token/refresh'],
  ['GET', '/.well-known/jwks.json'],
  ['GET', '/readyz'],
];

/** One request: a route of the contract, and something wrong with it, mostly its credential. */
export function createRequest(random: Random, held: Holding, target: FuzzTarget): FuzzRequest {
  const [usual, route] = pick(random, routes);
  const method = chance(random, 0.95)
    ? usual
    : pick(random, ['DELETE', 'HEAD', 'OPTIONS', 'PATCH']);
  const path = chance(random, 0.93) ? route : pathLike(random, route);
  const refreshToken = target.forgeRefreshToken(random, held.refreshToken);
  const sendsBody = method !== 'GET' && method !== 'HEAD' && chance(random, 0.85);
  const body = sendsBody ? bodyFor(random, route, refreshToken) : null;
  const headers: Record<string, string> = {
    ...credentialHeaders(random, held, target, refreshToken),
    ...(body === null ? {} : { 'content-type': contentType(random) }),
    ...(chance(random, 0.1) ? oddHeader(random) : {}),
  };
  return { method, path, headers, body };
}

function pathLike(random: Random, route: string): string {
  const tail = pick(random, [
    '/',
    '//',
    '/%2e%2e',
    '%ff',
    '?a=b&a=c',
    '?__proto__[x]=1',
    '%00',
    ';a',
  ]);
  const text = chance(random, 0.5) ? route + tail : mutate(random, route);
  // What a client cannot put into a request line, it does not send.
  return `/${text.replace(/[^\x21-\x7e]/g, '').replace(/^\/+/, '')}`;
}

function credentialHeaders(
  random: Random,
  held: Holding,
  { carriage, forge }: FuzzTarget,
  refreshToken: string,
): Record<string, string> {
  const forged = forge(random, held.credential);
  const state = forge(random, held.credential);
  if (carriage === 'bearer') {
    const scheme = chance(random, 0.95)
      ? 'Bearer '
      : pick(random, ['bearer\t', 'Basic ', 'DPoP ', '']);
    return {
      authorization: `${scheme}${forged}`,
      ...(chance(random, 0.3) ? { 'x-state': state } : {}),
    };
  }
  const pairs = [...held.cookies].map(([name, value]) => {
    if (value === held.credential) return `${name}=${forged}`;
    if (value === held.refreshToken) return `${name}=${refreshToken}`;
    return `${name}=${chance(random, 0.5) ? value : state}`;
  });
  if (chance(random, 0.1)) pairs.push(headerText(random, random.integer(40)));
  return { cookie: random.shuffle(pairs).join(pick(random, ['; ', '; ', '; ', ';', ' ; ', ', '])) };
}

function contentType(random: Random): string {
  if (chance(random, 0.93)) return 'application/json';
  return pick(random, [
    'text/plain',
    'application/json; charset=utf-16',
    'application/json; charset="',
    'multipart/form-data',
    headerText(random, 12),
  ]);
}

function bodyFor(random: Random, route: string, refreshToken: string): Buffer {
  const text = bodyText(random, route, refreshToken);
  if (chance(random, 0.05)) return bytes(random, random.integer(200));
  if (chance(random, 0.02)) return Buffer.from(text.padEnd(20_000));
  return Buffer.from(chance(random, 0.1) ? mutate(random, text) : text, 'latin1');
}

function bodyText(random: Random, route: string, refreshToken: string): string {
  if (chance(random, 0.1)) return jsonValue(random);
  const strangers = ['x', '__proto__', 'constructor', 'toJSON', 'length'];
  // A name that is no load account costs a slow hash, so most names are.
  const username = `"load-${random.integer(50)}"`;
  const members: Readonly<Record<string, string>> = {
    ...(route === '/login' ? { username, password: '"AAAA"' } : {}),
    ...(route === '/cart' || route === '/orders' ? { items: '[{"sku":"COAT","quantity":1}]' } : {}),
    ...(route.endsWith('/profile') ? { answer: '"yes"' } : {}),
    ...(route.endsWith('/role') ? { role: '"member"' } : {}),
    ...(route.endsWith('/revoke') ? { disable: 'false' } : {}),
    ...(route.endsWith('/refresh') ? { refreshToken: JSON.stringify(refreshToken) } : {}),
  };
  return jsonObject(random, members, strangers);
}

function oddHeader(random: Random): Record<string, string> {
  const name = pick(random, [
    'x-request-id',
    'x-forwarded-for',
    'x-forwarded-proto',
    'accept',
    'accept-encoding',
    'content-encoding',
    'if-none-match',
    'range',
    'expect',
    'origin',
    'referer',
    'x-http-method-override',
    'upgrade',
    'connection',
  ]);
  const known = ['gzip', '100-continue', '*', 'bytes=0-1', 'https', 'websocket', 'keep-alive'];
  return { [name]: pick(random, [...known, headerText(random, random.integer(60))]) };
}
