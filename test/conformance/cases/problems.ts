import { type Case, type Entrance, type Expected, everyContender, linesOf, type Sent, tokens } from '../case.ts';

const line = linesOf('problem details', { contenders: everyContender });
const source = 'RFC 9457 3.1';

/** A problem of RFC 9457: its media type, and the members, of which `type` is a URI and `status` that of the answer. */
function problem(status: number, code: string): Expected {
  return {
    status,
    code,
    headers: { 'content-type': /^application\/problem\+json\b/, 'content-length': /^\d+$/, 'cache-control': 'no-store' },
    body: (body) => isProblem(JSON.parse(body), status),
  };
}

function isProblem(read: Readonly<Record<string, unknown>>, status: number): boolean {
  const { type, title, detail = '', instance = '/' } = read;
  const isUri = typeof type === 'string' && /^(about:blank|[a-z][a-z0-9+.-]*:[\x21-\x7e]+)$/.test(type);
  const texts = [title, detail, instance].every((each) => typeof each === 'string');
  const leaks = /node_modules|\.ts:\d|at \w+ \(|redis:|127\.0\.0\.1/.test(JSON.stringify(read));
  return isUri && texts && title !== '' && read.status === status && !leaks;
}

const json = { 'content-type': 'application/json' } as const;
const login = (body: string, headers: Sent['headers'] = json): Sent => ({ method: 'POST', path: '/login', body, headers });
const raw = (text: string) => (entrance: Entrance) => entrance.sendBytes(text);
const nginx = { on: { door: 'nginx' } } as const;
const replica = { on: { door: 'replica' } } as const;
const authenticated = { on: { contenders: ({ app }: Entrance['contender']) => app !== 'floor' } } as const;

/** What an error says. */
export const problemCases: readonly Case[] = [
  line('no credential', source, { path: '/orders' }, problem(401, 'missing'), authenticated),
  line('a wrong password', source, login('{"username":"load-1","password":"x"}'), problem(401, 'invalid_credentials')),
  line('a role that may not do this', source, { method: 'POST', path: '/accounts/load-1/revoke', as: 'member' }, problem(403, 'forbidden'), authenticated),
  line('an unknown path', source, { path: '/nothing' }, problem(404, 'not_found')),
  line('a path with a script in it', 'CWE-79', { path: '/%3Cscript%3Ealert(1)%3C/script%3E' }, problem(404, 'not_found')),
  line('a method that is refused', source, { method: 'DELETE', path: '/orders' }, problem(405, 'method_not_allowed')),
  line('a body that is no JSON', source, login('{'), problem(400, 'malformed_json')),
  line('a body without its members', source, login('{}'), problem(400, 'invalid_body')),
  line('a body of another type', source, login('x', { 'content-type': 'text/plain' }), problem(415, 'unsupported_media_type')),
  line('a body that is too large', source, login(JSON.stringify('x'.repeat(20_000))), problem(413, 'body_too_large')),
  line(
    'steps in another order',
    source,
    async (entrance) => {
      const member = await entrance.sharedMember();
      const flow = await entrance.send({ method: 'POST', path: '/onboarding', as: member });
      return await entrance.send({ method: 'PUT', path: `${flow.headers.get('location')}/steps/plan`, body: { answer: 'x' }, as: member });
    },
    problem(409, 'step_out_of_order'),
  ),
  line(
    'an account that is unknown',
    source,
    { method: 'POST', path: '/accounts/nobody/revoke', as: 'administrator' },
    problem(404, 'not_found'),
    authenticated,
  ),
  line('a refresh token that is none', source, { method: 'POST', path: '/token/refresh', body: { refreshToken: 'x' } }, problem(401, 'invalid_refresh_token'), {
    on: { contenders: (card) => tokens(card) && card.credential.refreshes, carriage: 'bearer' },
  }),
  line(
    'a path that cannot be decoded',
    source,
    { path: '/onboarding/%ff' },
    { status: [400, 401, 404], headers: { 'content-type': /^application\/problem\+json/ } },
  ),
  line('a request that is no HTTP', source, raw('nonsense\r\n\r\n'), problem(400, 'malformed_request'), replica),
  line('a request that is no HTTP, for nginx', source, raw('GET  HTTP/9\r\n\r\n'), problem(400, 'balancer_bad_request'), nginx),
  line(
    'a header that is too long, for nginx',
    source,
    raw(`GET / HTTP/1.1\r\nHost: lab\r\nCookie: ${'x'.repeat(9_000)}\r\n\r\n`),
    problem(400, 'balancer_headers_too_large'),
    nginx,
  ),
  line(
    'headers that are too long',
    'RFC 6585 5',
    raw(`GET / HTTP/1.1\r\nHost: lab\r\nCookie: ${'x'.repeat(9_000)}\r\n\r\n`),
    problem(431, 'headers_too_large'),
    replica,
  ),
  line(
    'an address that is too long, for nginx',
    'RFC 9110 15.5.15',
    raw(`GET /${'x'.repeat(9_000)} HTTP/1.1\r\nHost: lab\r\n\r\n`),
    problem(414, 'balancer_uri_too_long'),
    nginx,
  ),
  line(
    'a body that is too large, for nginx',
    source,
    raw('POST /login HTTP/1.1\r\nHost: lab\r\nContent-Length: 9000000\r\n\r\n'),
    problem(413, 'balancer_body_too_large'),
    nginx,
  ),
  line('a title of its own has a type of its own', 'RFC 9457 4.2.1', raw('GET  HTTP/9\r\n\r\n'), {
    status: 400,
    body: (body) => ['Bad Request'].includes(JSON.parse(body).title) || JSON.parse(body).type !== 'about:blank',
  }),
  line(
    'the answer to a HEAD is empty',
    'RFC 9110 9.3.2',
    { method: 'HEAD', path: '/nothing' },
    { status: 404, headers: { 'content-type': /^application\/problem\+json/ }, body: /^$/ },
  ),
  line('a client that asks for HTML', 'RFC 9457 3', { path: '/nothing', headers: { accept: 'text/html' } }, problem(404, 'not_found')),
  line(
    'no error repeats the query',
    'CWE-209',
    { path: '/nothing?password=hunter2' },
    { ...problem(404, 'not_found'), body: (body) => !body.includes('hunter2') },
  ),
  line('no error repeats a value of the body', 'CWE-209', login('{"username":{"x":"hunter2"},"password":"hunter2"}'), {
    ...problem(400, 'invalid_body'),
    body: (body) => !body.includes('hunter2'),
  }),
];
