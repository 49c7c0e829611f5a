import { type Case, type Entrance, type Expected, linesOf, type Reply, tokens } from '../case.ts';
import { type AcceptedToken, acceptedToken, claims, encode, header, isTrue, membersOf, presentText, refused, seen, takenApart, tokenCookie } from '../token.ts';

const profileLine = linesOf('access token profile', { contenders: tokens, sweep: true });
const cartLine = linesOf('kinds of tokens', { contenders: tokens, sweep: true });

const text = (value: unknown): boolean => typeof value === 'string' && value !== '';
const whole = (value: unknown): boolean => Number.isInteger(value);
/** What an issued token has to look like. */
const issued = (what: string, source: string, holds: (token: AcceptedToken, entrance: Entrance) => boolean): Case =>
  profileLine(what, source, async (entrance) => seen(holds(await acceptedToken(entrance), entrance)), isTrue);

/** RFC 9068: what the lab issues. */
const profileCases: readonly Case[] = [
  issued('typ is at+jwt', 'RFC 9068 2.1', ({ header: { typ } }) => typ === 'at+jwt'),
  issued('alg is that of the card', 'RFC 9068 2.1', ({ header: { alg } }, { contender }) => alg === contender.algorithm),
  issued('the header names no address and no key', 'RFC 8725 3.10', ({ header: members }) =>
    Object.keys(members).every((name) => ['alg', 'typ', 'kid'].includes(name)),
  ),
  issued('iss, sub, client_id and jti are text', 'RFC 9068 2.2', ({ claims: { iss, sub, client_id, jti } }) => [iss, sub, client_id, jti].every(text)),
  issued('aud is there', 'RFC 9068 2.2', ({ claims: { aud } }) => [aud].flat().length > 0 && [aud].flat().every(text)),
  issued('iss differs from one contender to the next', 'RFC 8725 3.8', ({ claims: { iss } }, { contender }) => iss === `urn:lab:${contender.contender}`),
  issued('iat and exp are whole seconds', 'RFC 7519 2', ({ claims: { iat, exp } }) => [iat, exp].every(whole)),
  issued(
    'it lives as long as the card says',
    'ASVS 9.2.1',
    ({ claims: { iat, exp } }, { contender }) => Number(exp) - Number(iat) === Number(contender.settings.CREDENTIAL_TTL_SECONDS ?? 900),
  ),
  issued('a jti has at least 128 bits', 'RFC 7519 4.1.7', ({ claims: { jti } }) => Buffer.from(String(jti), 'base64url').length >= 16),
  issued('no password and no secret is in it', 'RFC 7519 12', ({ claims: members }) => !/password|secret|email/i.test(JSON.stringify(members))),
  profileLine(
    'two logins have two jti',
    'RFC 7519 4.1.7',
    async (entrance) => {
      const logins = [await entrance.member(), await entrance.member()];
      return seen(new Set(logins.map((each) => membersOf(each.credential()?.split('.')[1] ?? '').jti)).size === 2);
    },
    isTrue,
  ),
];

/** The cart of a member after `PUT /cart`, as the client carries it. */
async function withCart(entrance: Entrance, alter: (cart: AcceptedToken, access: string) => string): Promise<Reply> {
  const member = await entrance.member();
  const answer = await member.put('/cart', { items: [{ sku: 'COAT', quantity: 1 }] });
  const name = tokenCookie(entrance, 'cart');
  const cart = entrance.carriage === 'bearer' ? answer.headers.get('x-state') : member.cookies.get(name);
  const access = member.credential() ?? '';
  const text = alter(await takenApart(entrance, cart ?? ''), access);
  const headers =
    entrance.carriage === 'bearer' ? { authorization: `Bearer ${access}`, 'x-state': text } : { cookie: `${tokenCookie(entrance)}=${access}; ${name}=${text}` };
  return await entrance.send({ path: '/cart', headers });
}

const cart = (what: string, source: string, alter: (cart: AcceptedToken, access: string) => string, expected: Expected): Case =>
  cartLine(what, source, (entrance) => withCart(entrance, alter), expected);
const empty: Expected = { status: 200, body: /"items":\[\]/ };

/** RFC 8725 section 3.12: the same key signs access tokens and carts, and each is refused as the other. */
const cartCases: readonly Case[] = [
  cart('a cart as it was carried', 'RFC 8725 3.12', ({ text: own }) => own, { status: 200, body: /COAT/ }),
  cart('a cart that was signed again', 'RFC 8725 3.12', header({}), { status: 200, body: /COAT/ }),
  cart('an access token as cart', 'RFC 8725 3.12', (_cart, access) => access, empty),
  cart('a cart typed as an access token', 'RFC 8725 3.11', header({ typ: 'at+jwt' }), empty),
  cart('a cart without a type', 'RFC 8725 3.11', header({ typ: undefined }), empty),
  cart('a cart of another subject', 'RFC 8725 3.8', claims({ sub: 'alice' }), empty),
  cart('a cart of another issuer', 'RFC 8725 3.8', claims({ iss: 'urn:other' }), empty),
  cart('a cart for another audience', 'RFC 8725 3.9', claims({ aud: 'urn:other' }), empty),
  cart('a cart that has expired', 'RFC 7519 4.1.4', claims({ exp: 1 }), empty),
  cart('a cart with alg none', 'RFC 8725 3.1', ({ parts: [, payload] }) => `${encode('{"alg":"none","typ":"cart+jwt"}')}.${payload}.`, empty),
  cart(
    'a cart with another content under the signature',
    'RFC 7515 5.2',
    ({ parts: [head, , made], claims: own }) => [head, encode(JSON.stringify({ ...own, cart: { items: [{ sku: 'COAT', quantity: 9 }] } })), made].join('.'),
    empty,
  ),
  cartLine(
    'a cart as access token',
    'RFC 8725 3.12',
    async (entrance) => {
      const member = await entrance.member();
      const answer = await member.put('/cart', { items: [{ sku: 'COAT', quantity: 1 }] });
      return await presentText(
        entrance,
        (entrance.carriage === 'bearer' ? answer.headers.get('x-state') : member.cookies.get(tokenCookie(entrance, 'cart'))) ?? '',
      );
    },
    refused,
  ),
];

export const kindCases: readonly Case[] = [...profileCases, ...cartCases];
