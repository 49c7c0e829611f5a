import { type Case, type Entrance, linesOf, type Reply, sessions, tokens } from '../case.ts';
import { asMember, cookiesOf, deletes, each, has, hasNot, login, named, namedOnce, none, pathedOnce } from '../set-cookies.ts';

const line = linesOf('cookies', { carriage: 'cookie' });
const source = 'RFC 6265bis 4.1.2';

const secure = { on: { secureCookies: true } } as const;
const bearer = { on: { carriage: 'bearer' } } as const;
const refreshing = { on: { contenders: ({ credential }: Entrance['contender']) => credential.refreshes } } as const;
const putCart = asMember('PUT', '/cart', { items: [{ sku: 'COAT', quantity: 1 }] });
const carriesCart = { on: { contenders: tokens } } as const;

const endsWithItsCookie = {
  why: 'MemoryStore ends a record with its cookie, so the cookie has an end and is sent again (test/conformance/README.md)',
  on: { contenders: ({ credential }: Entrance['contender']) => credential.worksOn !== 'every-replica' },
};
const copyIsACookie = {
  why: 'the copy of the record is a cookie of its own in better-auth, whichever carriage the credential has (test/conformance/README.md)',
  instead: each((cookie) => cookie.startsWith('record_')),
  on: { contenders: ({ contender }: Entrance['contender']) => contender === 'sessions-cookie-cache' },
};

/** What is set, with which attributes, and how it is taken back. */
export const cookieCases: readonly Case[] = [
  line('no script reads them', `${source}.6; ASVS 3.3.4`, login, each(has(/^HttpOnly$/))),
  line('no other site sends them with a POST', 'RFC 6265bis 4.1.2.7; ASVS 3.3.2', login, each(has(/^SameSite=(Lax|Strict)$/))),
  line('no other host gets them', `${source}.3`, login, each(hasNot(/^Domain/i))),
  line('they end with the browser', `${source}.1`, login, each(hasNot(/^(Expires|Max-Age)/i)), {
    deviation: { ...endsWithItsCookie, instead: named(/^sid_/, has(/^Expires=/)) },
  }),
  line('each has a path', `${source}.4`, login, each(has(/^Path=\//))),
  line('the credential goes to each path', `${source}.4`, login, named(/^(sid|token)_/, has(/^Path=\/$/))),
  line('the refresh token goes to its routes only', `${source}.4`, login, named(/^refresh_/, has(/^Path=\/(token|logout)$/)), refreshing),
  line(
    'no name is set twice by a login',
    'RFC 6265bis 4.1.1',
    login,
    { status: 200, body: namedOnce },
    {
      deviation: {
        why: 'the refresh token goes to two paths, so it needs two cookies of one name (decision 0002)',
        instead: { status: 200, body: (body) => !namedOnce(body) && pathedOnce(body) },
        on: refreshing.on,
      },
    },
  ),
  line('no name is set twice by a request', 'RFC 6265bis 4.1.1', asMember('GET', '/orders'), { status: 200, body: namedOnce }),
  line('no name is set twice by a cart', 'RFC 6265bis 4.1.1', putCart, { status: 200, body: namedOnce }),
  line('no path of a name is set twice by a logout', 'RFC 6265bis 4.1.1', asMember('POST', '/logout'), { status: 204, body: pathedOnce }),
  line(
    'names are tokens, and values cookie octets',
    'RFC 6265bis 4.1.1',
    login,
    each((cookie) => /^[\w!#$%&'*+.^`|~-]+=[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*(;|$)/.test(cookie)),
  ),
  line(
    'a browser keeps them: name and value',
    'RFC 6265bis 5.6',
    login,
    each((cookie) => (cookie.split(';')[0] ?? '').length <= 4096),
  ),
  line(
    'a browser keeps them: attributes',
    'RFC 6265bis 5.6',
    login,
    each((cookie) =>
      cookie
        .split('; ')
        .slice(1)
        .every((attribute) => attribute.length <= 1024),
    ),
  ),
  line(
    'no name shows the framework',
    'ASVS 13.4.6',
    login,
    each((cookie) => !/connect\.sid|express|jsessionid|phpsessid/i.test(cookie.split('=')[0] ?? '')),
  ),
  line('the names of two contenders differ', 'RFC 6265bis 8.5', login, (entrance) =>
    each((cookie) => (cookie.split('=')[0] ?? '').endsWith(`_${entrance.contender.contender.replaceAll('-', '_')}`)),
  ),
  line(
    'no name has a prefix that plain HTTP cannot keep',
    'RFC 6265bis 4.1.3',
    login,
    each((cookie) => !/^__(Host|Secure)-/i.test(cookie)),
  ),
  line('no cookie is Secure where there is no TLS', `${source}.5`, login, each(hasNot(/^Secure$/))),
  line('with TLS: Secure', 'RFC 6265bis 4.1.2.5; ASVS 3.3.1', login, each(has(/^Secure$/)), secure),
  line(
    'with TLS: a prefix',
    'RFC 6265bis 4.1.3; ASVS 3.3.1',
    login,
    each((cookie) => /^__(Host|Secure)-/.test(cookie)),
    secure,
  ),
  line(
    'with TLS: the credential has the prefix __Host-',
    'RFC 6265bis 4.1.3.2; ASVS 3.3.3',
    login,
    named(/(sid|token)_/, (cookie) => cookie.startsWith('__Host-') && has(/^Path=\/$/)(cookie) && hasNot(/^Domain/)(cookie)),
    secure,
  ),
  line(
    'with TLS: the refresh token has the prefix __Secure-',
    'RFC 6265bis 4.1.3.1',
    login,
    named(/refresh_/, (cookie) => cookie.startsWith('__Secure-')),
    { on: { ...secure.on, ...refreshing.on } },
  ),
  line('with TLS: the credential works', 'RFC 6265bis 5.8.3', { path: '/orders', as: 'member' }, { status: 200 }, secure),
  line(
    'with TLS: a cookie without the prefix is none',
    'RFC 6265bis 4.1.3',
    async (entrance) => {
      const member = await entrance.sharedMember();
      const pairs = [...member.cookies].map(([name, value]) => `${name.replace(/^__\w+-/, '')}=${value}`);
      return await entrance.send({ path: '/orders', headers: { cookie: pairs.join('; ') } });
    },
    { status: 401, code: 'missing' },
    secure,
  ),
  line(
    'with TLS: a deletion has what the browser asks of its name',
    'RFC 6265bis 5.7',
    asMember('POST', '/logout'),
    each((cookie) => deletes(cookie) && has(/^Secure$/)(cookie) && /^__/.test(cookie), 204),
    secure,
  ),
  line('a logout deletes them', `${source}.1`, asMember('POST', '/logout'), each(deletes, 204)),
  line('a deletion has the path of the cookie', 'RFC 6265bis 5.7', asMember('POST', '/logout'), each(has(/^Path=\/(token|logout)?$/), 204)),
  line('a logout from everywhere deletes them', `${source}.1`, asMember('POST', '/logout-all'), each(deletes, 204)),
  line(
    'a logout deletes each one of the login',
    'RFC 6265bis 5.7',
    async (entrance) => {
      const names = async (reply: Promise<Reply>) =>
        (await cookiesOf(reply)).body.split('\n').map((cookie) => `${cookie.split('=')[0]} ${/Path=[^;]*/.exec(cookie)?.[0]}`);
      const account = entrance.nextAccount();
      const set = await names(entrance.send({ method: 'POST', path: '/login', body: { ...account } }));
      const reply = entrance.send({ method: 'POST', path: '/logout', as: await entrance.member() });
      const deleted = await names(reply);
      return { ...(await reply), body: set.filter((name) => !deleted.includes(name)).join() };
    },
    none(204),
  ),
  line(
    'a refused login sets none',
    'ASVS 7.2.4',
    (entrance) => cookiesOf(entrance.send({ method: 'POST', path: '/login', body: { username: 'load-1', password: 'x' } })),
    none(401),
  ),
  line('a visitor gets none', 'ASVS 7.2.4', (entrance) => cookiesOf(entrance.send({ path: '/catalog' })), none(200)),
  line('a refused visitor gets none', 'ASVS 7.2.4', (entrance) => cookiesOf(entrance.send({ path: '/orders' })), none(401)),
  line(
    'the cart has the attributes too',
    'ASVS 3.3.4',
    putCart,
    each((cookie) => has(/^HttpOnly$/)(cookie) && has(/^SameSite=Lax$/)(cookie) && has(/^Path=\/$/)(cookie)),
    carriesCart,
  ),
  line('the cart in the record needs none', 'ASVS 7.2.1', putCart, none(200), {
    on: { contenders: (card) => sessions(card) && !card.contender.includes('cookie') },
    deviation: { ...endsWithItsCookie, instead: named(/^sid_/, has(/^Expires=/)) },
  }),
  line(
    'the credential is not in the body too',
    'RFC 6750 5.3',
    (entrance) => entrance.send({ method: 'POST', path: '/login', body: { ...entrance.nextAccount() } }),
    { status: 200, body: (body) => !('credential' in JSON.parse(body)) && !('refreshToken' in JSON.parse(body)) },
  ),
  line('bearer: none is set by a login', 'RFC 6750 2.1', login, none(200), bearer),
  line('bearer: none is set by a logout', 'RFC 6750 2.1', asMember('POST', '/logout'), none(204), {
    ...bearer,
    deviation: { ...copyIsACookie, instead: each(deletes, 204) },
  }),
  line('bearer: none is set by a request', 'RFC 6750 2.1', asMember('GET', '/orders'), none(200), { ...bearer, deviation: copyIsACookie }),
];
