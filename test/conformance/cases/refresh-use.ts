import { type Case, credentialHeaders, type Entrance, linesOf, type Sent, tokens } from '../case.ts';
import { allOf, handedOut, logIn, on, refresh, refreshing, refreshRequest, refused, renewed } from '../refresh-family.ts';
import { presentText, tokenCookie } from '../token.ts';

const line = linesOf('refresh token', { contenders: refreshing });
const kindLine = linesOf('kinds of tokens', { contenders: refreshing });
const cookie = { on: { carriage: 'cookie' } } as const;
const bearer = { on: { carriage: 'bearer' } } as const;

const notIn = { status: 401, code: ['malformed', 'invalid'] } as const;

const elsewhere = (sent: (entrance: Entrance, token: string) => Sent) =>
  on(async (entrance, login) => await entrance.send({ method: 'POST', ...sent(entrance, login.refresh) }));

/** How it travels, and what it says of whom. */
const ways: readonly Case[] = [
  line(
    'in the query',
    'RFC 9700 4.3.2',
    elsewhere((_entrance, token) => ({ path: `/token/refresh?refreshToken=${token}&refresh_token=${token}` })),
    refused,
  ),
  line(
    'in Authorization',
    'RFC 6749 6',
    elsewhere((_entrance, token) => ({ path: '/token/refresh', headers: { authorization: `Bearer ${token}` } })),
    refused,
  ),
  line(
    'in a cookie, where it belongs into the body',
    'RFC 6749 6',
    elsewhere((entrance, token) => ({ path: '/token/refresh', headers: { cookie: `${tokenCookie(entrance, 'refresh')}=${token}` } })),
    refused,
    bearer,
  ),
  line(
    'in the body, where it belongs into a cookie',
    'RFC 6749 6',
    elsewhere((_entrance, refreshToken) => ({ path: '/token/refresh', body: { refreshToken } })),
    refused,
    cookie,
  ),
  ...(['GET', 'PUT', 'DELETE'] as const).map((method) =>
    line(`by ${method}`, 'RFC 9110 15.5.6', { method, path: '/token/refresh' }, { status: 405, headers: { allow: /\bPOST\b/ } }),
  ),
  line(
    'beside a good access token of another subject',
    'RFC 9700 4.14.2',
    on(async (entrance, login) => {
      const other = credentialHeaders(await entrance.member(), entrance.carriage);
      const { cookie: cookies, ...headers } = other;
      const onlyAccess = cookies?.split('; ').filter((pair) => pair.startsWith('token_'));
      const reply = await refresh(entrance, login.refresh, onlyAccess === undefined ? headers : { cookie: onlyAccess.join('; ') });
      return { ...reply, body: String(JSON.parse(reply.body).subject === login.account.username) };
    }),
    { status: 200, body: /^true$/ },
  ),
  line(
    'beside an access token that is forged',
    'RFC 6749 6',
    on(
      async (entrance, login) =>
        await refresh(entrance, login.refresh, entrance.carriage === 'cookie' ? { cookie: `${tokenCookie(entrance)}=x` } : { authorization: 'Bearer x' }),
    ),
    renewed,
  ),
  line(
    'a logout with the access token of one login and the refresh cookie of another ends the first',
    'RFC 7009 2',
    on(async (entrance, login) => {
      const other = await logIn(entrance);
      const names = [`${tokenCookie(entrance)}=${login.access}`, `${tokenCookie(entrance, 'refresh')}=${other.refresh}`];
      const ended = await entrance.send({ method: 'POST', path: '/logout', headers: { cookie: names.join('; ') } });
      return allOf(ended, await refresh(entrance, login.refresh));
    }),
    { status: 401, body: /^204,401$/ },
    cookie,
  ),
  line(
    'after a logout by the refresh cookie alone',
    'RFC 7009 2',
    on(async (entrance, login) => {
      const ended = await entrance.send({ ...refreshRequest(entrance, login.refresh), path: '/logout' });
      return allOf(ended, await refresh(entrance, login.refresh));
    }),
    { status: 401, body: /^204,401$/ },
    cookie,
  ),
  line(
    'a logout with a refresh cookie that is made up',
    'RFC 7009 2.2',
    async (entrance) => await entrance.send({ ...refreshRequest(entrance, 'made-up'), path: '/logout' }),
    { status: [204, 401] },
    cookie,
  ),
  line(
    'the answer repeats no refresh token where it travels in a cookie',
    'RFC 9700 4.14',
    on(async (entrance, login) => {
      const reply = await refresh(entrance, login.refresh);
      return { ...reply, body: String(/refreshToken|credential"/.test(reply.body)) };
    }),
    { status: 200, body: /^false$/ },
    cookie,
  ),
  line(
    'its cookie goes to the routes that use it, and no script reads it',
    'RFC 6265bis 4.1.2.4',
    on(async (entrance, login) => {
      const lines = (await refresh(entrance, login.refresh)).headers.getSetCookie().filter((each) => each.startsWith('refresh_'));
      return { status: 200, headers: new Headers(), body: lines.map((each) => each.replace(/^[^;]*/, '')).join('\n') };
    }),
    { status: 200, body: (body) => body.split('\n').every((each) => /; Path=\/\w/.test(each) && /; HttpOnly/.test(each) && /; SameSite=/.test(each)) },
    cookie,
  ),
];

/** RFC 8725 section 3.12: what is one kind of token is no other. */
const kinds: readonly Case[] = [
  kindLine(
    'a refresh token as access token',
    'RFC 8725 3.12',
    on(async (entrance, login) => await presentText(entrance, login.refresh)),
    notIn,
  ),
  kindLine(
    'an access token as refresh token',
    'RFC 8725 3.12',
    on(async (entrance, login) => await refresh(entrance, login.access)),
    refused,
  ),
  kindLine(
    'an access token from a refresh as refresh token',
    'RFC 8725 3.12',
    on(async (entrance, login) => await refresh(entrance, handedOut(entrance, await refresh(entrance, login.refresh)).access)),
    refused,
  ),
  linesOf('kinds of tokens', { contenders: (contender) => tokens(contender) && !contender.credential.refreshes })(
    'a refresh where there is none',
    'RFC 9110 15.5.5',
    { method: 'POST', path: '/token/refresh', as: 'member' },
    { status: 404 },
  ),
];

export const refreshUseCases: readonly Case[] = [...ways, ...kinds];
