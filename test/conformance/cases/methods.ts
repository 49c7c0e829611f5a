import { type Case, type Entrance, type Expected, everyContender, linesOf, type Reply, tokens } from '../case.ts';

const line = linesOf('methods', { contenders: everyContender, carriage: 'cookie' });

const allowing = (allow: string) => ({ status: 405, code: 'method_not_allowed', headers: { allow } }) as const;
/** A status of the 4xx or 5xx that says that the server does not know the method. */
const unknown = { status: 501 } as const satisfies Expected;
const instead: Expected = { status: [400, 405], headers: { 'content-type': /^application\/problem\+json/ } };
const notAnOutage = {
  deviation: { why: 'a 5xx tells a client and a balancer of an outage, and here the request is at fault (test/conformance/README.md)', instead },
} as const satisfies Partial<Case>;

/** A request line and headers as they stand. */
function startingWith(start: string, ...lines: readonly string[]): (entrance: Entrance) => Promise<Reply> {
  const head = [start, 'Host: lab', 'Connection: close', ...lines].join('\r\n');
  return (entrance) => entrance.sendBytes(`${head}\r\n\r\n`);
}

/** The answer to a HEAD, whose body is the length that a GET announces: `43,43`. */
function headBesideGet(path: string): (entrance: Entrance) => Promise<Reply> {
  return async (entrance) => {
    const head = await entrance.send({ method: 'HEAD', path, as: 'member' });
    const get = await entrance.send({ path, as: 'member' });
    const lengths = [head, get].map(({ headers }) => headers.get('content-length'));
    return { ...head, body: `${head.body}${lengths.join()}` };
  };
}

const sameLength = { status: 200, body: /^(\d+),\1$/ } as const;
const named = { 'content-type': /^application\/problem\+json/ } as const;
const cart = { method: 'PUT', path: '/cart', body: { items: [] }, as: 'member' } as const;

/** Methods that a resource has, and those that it has not. */
export const methodCases: readonly Case[] = [
  line('HEAD of a public resource', 'RFC 9110 9.3.2', headBesideGet('/catalog'), sameLength),
  line('HEAD of a private resource', 'RFC 9110 9.3.2', headBesideGet('/orders'), sameLength),
  line('HEAD of an unknown path', 'RFC 9110 9.3.2', { method: 'HEAD', path: '/nothing' }, { status: 404, headers: named, body: /^$/ }),
  line('HEAD where only POST is', 'RFC 9110 15.5.6', { method: 'HEAD', path: '/login' }, { status: 405, headers: { allow: 'POST' }, body: /^$/ }),
  line('GET /login', 'RFC 9110 15.5.6', { path: '/login' }, allowing('POST')),
  line('GET /login with a password in the query', 'ASVS 14.2.1', { path: '/login?username=alice&password=x' }, allowing('POST')),
  line('GET /logout', 'RFC 9110 9.2.1', { path: '/logout', as: 'member' }, allowing('POST')),
  line('GET /logout-all', 'RFC 9110 9.2.1', { path: '/logout-all', as: 'member' }, allowing('POST')),
  line('GET /token/refresh', 'RFC 9110 9.2.1', { path: '/token/refresh' }, allowing('POST'), { on: { contenders: ({ credential }) => credential.refreshes } }),
  line('GET of a revocation', 'RFC 9110 9.2.1', { path: '/accounts/load-1/revoke', as: 'administrator' }, allowing('POST')),
  line('GET of a role', 'RFC 9110 9.2.1', { path: '/accounts/load-1/role', as: 'administrator' }, allowing('PUT')),
  line('GET of all onboarding flows', 'RFC 9110 15.5.6', { path: '/onboarding' }, allowing('POST')),
  line('POST /me', 'RFC 9110 15.5.6', { method: 'POST', path: '/me', as: 'member' }, allowing('GET, HEAD')),
  line('POST /cart', 'RFC 9110 15.5.6', { method: 'POST', path: '/cart', body: { items: [] }, as: 'member' }, allowing('GET, HEAD, PUT')),
  line('DELETE /cart', 'RFC 9110 15.5.6', { method: 'DELETE', path: '/cart', as: 'member' }, allowing('GET, HEAD, PUT')),
  line('PATCH /cart', 'RFC 5789 2', { method: 'PATCH', path: '/cart', body: { items: [] }, as: 'member' }, allowing('GET, HEAD, PUT')),
  line('PUT /catalog', 'RFC 9110 15.5.6', { method: 'PUT', path: '/catalog', body: {} }, allowing('GET, HEAD')),
  line('DELETE /healthz', 'RFC 9110 15.5.6', { method: 'DELETE', path: '/healthz' }, allowing('GET, HEAD')),
  line('POST of the key set', 'RFC 9110 15.5.6', { method: 'POST', path: '/.well-known/jwks.json', body: {} }, allowing('GET, HEAD'), {
    on: { contenders: tokens },
  }),
  line('PROPFIND /me', 'RFC 9110 15.5.6', { method: 'PROPFIND', path: '/me' }, allowing('GET, HEAD')),
  line('OPTIONS', 'RFC 9110 9.3.7', { method: 'OPTIONS', path: '/cart' }, { status: [200, 204, 405], headers: { allow: 'GET, HEAD, PUT' } }),
  line('OPTIONS of the server', 'RFC 9110 9.3.7', startingWith('OPTIONS * HTTP/1.1'), { status: [200, 204, 400, 404, 405] }),
  line(
    'OPTIONS before a request from another origin',
    'Fetch 3.2',
    { method: 'OPTIONS', path: '/cart', headers: { origin: 'https://attacker.example', 'access-control-request-method': 'PUT' } },
    { status: [200, 204, 403, 405], headers: { 'access-control-allow-origin': null, 'access-control-allow-credentials': null } },
  ),
  line(
    'GET from another origin',
    'Fetch 3.2',
    { path: '/orders', as: 'member', headers: { origin: 'https://attacker.example' } },
    { status: 200, headers: { 'access-control-allow-origin': null, 'access-control-allow-credentials': null } },
  ),
  line('TRACE repeats no header', 'RFC 9110 9.3.8; CWE-693', startingWith('TRACE /me HTTP/1.1', 'Cookie: secret=1'), {
    status: [400, 405, 501],
    body: (body) => !body.includes('secret=1'),
  }),
  line('CONNECT', 'RFC 9110 9.3.6', startingWith('CONNECT 127.0.0.1:6379 HTTP/1.1'), { status: [400, 405, 501] }),
  line('a method that is none', 'RFC 9110 9.1', startingWith('LOGIN /me HTTP/1.1'), unknown, notAnOutage),
  line('a method in lower case', 'RFC 9110 9.1', startingWith('get /catalog HTTP/1.1'), unknown, notAnOutage),
  line('a longer name that begins like a method', 'RFC 9110 9.1', startingWith('GETS /catalog HTTP/1.1'), unknown, notAnOutage),
  line(
    'a header that names another method',
    'CWE-650',
    { path: '/cart', as: 'member', headers: { 'x-http-method-override': 'DELETE', 'x-http-method': 'DELETE', 'x-method-override': 'DELETE' } },
    { status: 200 },
  ),
  line('a query that names another method', 'CWE-650', { path: '/cart?_method=DELETE', as: 'member' }, { status: 200 }),
  line('PUT of a part', 'RFC 9110 14.5', { ...cart, headers: { 'content-range': 'bytes 0-1/12' } }, { status: 400 }),
  line('PUT twice', 'RFC 9110 9.2.2', async (entrance) => [await entrance.send(cart), await entrance.send(cart)][1] ?? entrance.send(cart), {
    status: 200,
    body: /^\{"items":\[\]\}$/,
  }),
  line('GET with a body', 'RFC 9110 9.3.1', { path: '/orders', as: 'member', body: { items: 1 } }, { status: 200 }),
  line('an expectation that is unknown', 'RFC 9110 10.1.1', startingWith('GET /catalog HTTP/1.1', 'Expect: 200-ok'), { status: [200, 417] }),
  line('a wish to upgrade', 'RFC 9110 7.8', startingWith('GET /catalog HTTP/1.1', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13'), { status: 200 }),
  line('a wish for HTTP/2', 'RFC 9113 3.1', startingWith('GET /catalog HTTP/1.1', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAAQAAP__'), { status: 200 }),
];
