import { authenticating, type Case, type Entrance, everyContender, linesOf, type Reply } from '../case.ts';

const conditional = linesOf('conditional requests', { contenders: everyContender, carriage: 'cookie' });
const caching = linesOf('caching', { contenders: everyContender });

const etag = '"catalog-1"';
const whole = { status: 200, body: /"COAT"/ } as const;
const future = 'Fri, 31 Dec 2100 23:59:59 GMT';
const past = 'Sat, 01 Jan 2000 00:00:00 GMT';

const catalog = (headers: Readonly<Record<string, string>>) => ({ path: '/catalog', headers });
const orders = (headers: Readonly<Record<string, string>>) => ({ path: '/orders', as: 'member', headers }) as const;

/** A PUT of the cart of a member of its own. The body says whether the cart holds what was sent: `kept` or `changed`. */
function putCart(headers: Readonly<Record<string, string>>): (entrance: Entrance) => Promise<Reply> {
  return async (entrance) => {
    const member = await entrance.member();
    const body = { items: [{ sku: 'COAT', quantity: 1 }] };
    const put = await entrance.send({ method: 'PUT', path: '/cart', body, headers, as: member });
    return { ...put, body: put.status === 200 ? 'changed' : 'kept' };
  };
}

const notDone = { status: 412, body: /^kept$/ } as const;
const done = { status: 200, body: /^changed$/ } as const;

/** RFC 9110, sections 13 and 14. Only the catalog has an entity tag. */
export const conditionalCases: readonly Case[] = [
  conditional('the tag that it has', 'RFC 9110 13.1.2', catalog({ 'if-none-match': etag }), { status: 304, headers: { etag }, body: /^$/ }),
  conditional('the tag, as a weak one', 'RFC 9110 13.1.2', catalog({ 'if-none-match': `W/${etag}` }), { status: 304, body: /^$/ }),
  conditional('the tag in a list', 'RFC 9110 13.1.2', catalog({ 'if-none-match': `"x", ${etag}` }), { status: 304, body: /^$/ }),
  conditional('another tag', 'RFC 9110 13.1.2', catalog({ 'if-none-match': '"x"' }), whole),
  conditional('the tag without quotation marks', 'RFC 9110 8.8.3', catalog({ 'if-none-match': 'catalog-1' }), whole),
  conditional('any tag', 'RFC 9110 13.1.2', catalog({ 'if-none-match': '*' }), { status: 304, body: /^$/ }),
  conditional('the tag, HEAD', 'RFC 9110 13.1.2', { method: 'HEAD', ...catalog({ 'if-none-match': etag }) }, { status: 304 }),
  conditional('a 304 repeats what a cache needs', 'RFC 9110 15.4.5', catalog({ 'if-none-match': etag }), {
    status: 304,
    headers: { etag, 'cache-control': 'public, max-age=60' },
  }),
  conditional('a date, and nothing has one', 'RFC 9110 13.1.3', catalog({ 'if-modified-since': future }), whole),
  conditional('another tag before a date', 'RFC 9110 13.1.3', catalog({ 'if-none-match': '"x"', 'if-modified-since': future }), whole),
  conditional('a date that is none', 'RFC 9110 13.1.3', catalog({ 'if-modified-since': 'yesterday' }), whole),
  conditional('If-Match with the tag', 'RFC 9110 13.1.1', catalog({ 'if-match': etag }), whole),
  conditional('If-Match with any tag', 'RFC 9110 13.1.1', catalog({ 'if-match': '*' }), whole),
  conditional('If-Match with another tag', 'RFC 9110 13.1.1', catalog({ 'if-match': '"x"' }), { status: 412 }),
  conditional('If-Match with the tag as a weak one', 'RFC 9110 13.1.1', catalog({ 'if-match': `W/${etag}` }), { status: 412 }),
  conditional('If-Unmodified-Since, and nothing has a date', 'RFC 9110 13.1.4', catalog({ 'if-unmodified-since': past }), whole),
  conditional('a condition on what is unknown', 'RFC 9110 13.2.1', { path: '/nothing', headers: { 'if-match': '"x"' } }, { status: 404, code: 'not_found' }),
  conditional(
    'a condition without a credential',
    'RFC 9110 13.2.1',
    { path: '/orders', headers: { 'if-none-match': '*', 'if-match': '"x"' } },
    { status: 401, code: 'missing' },
    { on: { contenders: authenticating } },
  ),
  conditional('a private answer, a tag', 'RFC 9110 13.1.2', orders({ 'if-none-match': '"x"' }), { status: 200, body: /"orders"/ }),
  conditional('PUT if the tag is another', 'RFC 9110 13.1.1', putCart({ 'if-match': '"x"' }), notDone),
  conditional('PUT if there is any', 'RFC 9110 13.1.1', putCart({ 'if-match': '*' }), done),
  conditional('PUT if there is none', 'RFC 9110 13.1.2', putCart({ 'if-none-match': '*' }), notDone),
  conditional('PUT if the tag is not this', 'RFC 9110 13.1.2', putCart({ 'if-none-match': '"x"' }), done),
  conditional('a range', 'RFC 9110 14.2', catalog({ range: 'bytes=0-1' }), { status: [200, 206] }),
  conditional('a range of a private answer', 'RFC 9110 14.2', orders({ range: 'bytes=0-1' }), { status: [200, 206] }),
  conditional('a range beyond the end', 'RFC 9110 14.2', catalog({ range: 'bytes=999999-' }), { status: [200, 416] }),
  conditional('a range in another unit', 'RFC 9110 14.2', catalog({ range: 'items=0-1' }), whole),
  conditional('a range that is none', 'RFC 9110 14.2', catalog({ range: 'bytes=2-1' }), whole),
  conditional('many ranges that overlap', 'RFC 9110 17.15', catalog({ range: `bytes=${'0-,'.repeat(200)}0-` }), { status: [200, 416] }),
  conditional('a range if the tag is another', 'RFC 9110 13.1.5', catalog({ range: 'bytes=0-1', 'if-range': '"x"' }), whole),
];

const notKept = { headers: { 'cache-control': 'no-store' } } as const;

const routed = {
  deviation: {
    why: 'a sticky balancer sends its routing cookie with the first answer, whatever that is (test/conformance/README.md)',
    instead: { status: 200, headers: { 'cache-control': 'public, max-age=60', 'set-cookie': /^route_/ } },
    on: { contenders: ({ balancer }: Entrance['contender']) => balancer === 'sticky', door: 'nginx' },
  },
} as const satisfies Partial<Case>;

/** Which answers a cache may keep. */
export const cachingCases: readonly Case[] = [
  ...['/me', '/orders', '/orders/placed', '/cart'].map((path) =>
    caching(`GET ${path}`, 'RFC 9111 5.2.2.5; ASVS 14.3.2', { path, as: 'member' }, { status: 200, ...notKept }),
  ),
  caching('PUT /cart', 'RFC 9111 5.2.2.5', { method: 'PUT', path: '/cart', body: { items: [] }, as: 'member' }, { status: 200, ...notKept }),
  caching('POST /onboarding', 'RFC 9111 5.2.2.5', { method: 'POST', path: '/onboarding', as: 'member' }, { status: 201, ...notKept }),
  caching(
    'POST /orders',
    'RFC 9111 5.2.2.5',
    { method: 'POST', path: '/orders', body: { items: [{ sku: 'COAT', quantity: 1 }] }, as: 'member' },
    { status: 201, ...notKept },
  ),
  caching('HEAD /orders', 'RFC 9110 9.3.2', { method: 'HEAD', path: '/orders', as: 'member' }, { status: 200, ...notKept }),
  caching('a login', 'RFC 6749 5.1', async (entrance) => entrance.send({ method: 'POST', path: '/login', body: { ...entrance.nextAccount() } }), {
    status: 200,
    ...notKept,
  }),
  caching('a refused login', 'RFC 9111 5.2.2.5', { method: 'POST', path: '/login', body: { username: 'load-1', password: 'x' } }, { status: 401, ...notKept }),
  caching('a logout', 'RFC 9111 5.2.2.5', async (entrance) => entrance.send({ method: 'POST', path: '/logout', as: await entrance.member() }), {
    status: 204,
    ...notKept,
  }),
  caching('a refusal', 'RFC 9111 5.2.2.5', { path: '/orders' }, { status: 401, ...notKept }, { on: { contenders: authenticating } }),
  caching(
    'what an admin may',
    'RFC 9111 5.2.2.5',
    { method: 'PUT', path: '/accounts/load-1/role', body: { role: 'member' }, as: 'member' },
    { status: 403, ...notKept },
    { on: { contenders: authenticating } },
  ),
  caching('an unknown path', 'RFC 9111 4.2.2', { path: '/nothing' }, { status: 404, ...notKept }),
  caching('a method that is refused', 'RFC 9111 4.2.2', { method: 'DELETE', path: '/orders' }, { status: 405, ...notKept }),
  caching('readiness', 'RFC 9111 5.2.2.5', { path: '/readyz' }, { status: 200, ...notKept }),
  caching(
    'the public catalog',
    'RFC 9111 5.2.2.9',
    { path: '/catalog' },
    { status: 200, headers: { 'cache-control': 'public, max-age=60', 'set-cookie': null, vary: null } },
    routed,
  ),
  caching(
    'the public catalog with a credential',
    'RFC 9111 3.5',
    { path: '/catalog', as: 'member' },
    { status: 200, headers: { 'cache-control': 'public, max-age=60', 'set-cookie': null }, body: /^\{"products":/ },
    routed,
  ),
  caching('a private path that looks like a picture', 'CWE-525', { path: '/me/x.png', as: 'member' }, { status: 404, ...notKept }),
  caching('a private path with a dot', 'CWE-525', { path: '/orders.css', as: 'member' }, { status: 404, ...notKept }),
  caching(
    'a private answer if a cache has it',
    'RFC 9111 5.2.1.7',
    { path: '/orders', as: 'member', headers: { 'cache-control': 'only-if-cached' } },
    { status: 200, ...notKept },
  ),
  caching(
    'every answer has its date',
    'RFC 9110 6.6.1',
    { path: '/orders', as: 'member' },
    { status: 200, headers: { date: /^\w{3}, \d{2} \w{3} \d{4} \d{2}:\d{2}:\d{2} GMT$/ } },
  ),
  caching(
    'every answer has its type',
    'RFC 9110 8.3; ASVS 4.1.1',
    { path: '/orders', as: 'member' },
    { status: 200, headers: { 'content-type': 'application/json; charset=utf-8' } },
  ),
  caching('no browser guesses a type', 'ASVS 3.4.4', { path: '/orders', as: 'member' }, { status: 200, headers: { 'x-content-type-options': 'nosniff' } }),
  caching(
    'no answer names a program and its version',
    'CWE-200',
    { path: '/orders', as: 'member' },
    { status: 200, headers: { 'x-powered-by': null, server: (value) => value === null || !/\d/.test(value) } },
  ),
  caching(
    'nothing depends on the client without saying so',
    'RFC 9110 12.5.5',
    { path: '/orders', as: 'member', headers: { accept: 'text/html', 'accept-language': 'de', 'accept-encoding': 'gzip' } },
    { status: 200, headers: { 'content-encoding': null, 'content-language': null } },
  ),
];
