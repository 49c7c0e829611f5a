import { type Case, type Entrance, type Expected, everyContender, linesOf, type Reply } from '../case.ts';

const line = linesOf('request heads', { contenders: everyContender, carriage: 'cookie' });

type Send = (entrance: Entrance) => Promise<Reply>;

/** These lines as the head of a request; what comes back is judged. */
function head(...lines: readonly string[]): Send {
  return (entrance) => entrance.sendBytes(Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'));
}

const get = (target: string): string => `GET ${target} HTTP/1.1`;
const host = 'Host: lab';
const close = 'Connection: close';
const found = { status: 200, body: /"products"/ } as const;
const bad = { status: 400 } as const;
/** A server may refuse it or read it in the way that the standard describes. */
const foundOrBad = { status: [200, 400] } as const;
const tooLong = { status: [400, 431] } as const;
const notAnOutage = (instead: Expected): Partial<Case> => ({
  deviation: { why: 'a 5xx tells a client and a balancer of an outage, and here the request is at fault (test/conformance/README.md)', instead },
});

/** The path of the request as the public server understood it, in the answer to an unknown path. */
const asPath = (path: string): Expected => ({ status: 404, body: (text) => JSON.parse(text).instance === path });

/** The location of a new onboarding flow, for a request that names this host. */
function locationFor(...lines: readonly string[]): Send {
  return async (entrance) => {
    const member = await entrance.sharedMember();
    const headers = Object.fromEntries(lines.map((each) => each.split(': ')));
    const reply = await entrance.send({ method: 'POST', path: '/onboarding', headers, as: member });
    return { ...reply, body: reply.headers.get('location') ?? '' };
  };
}

/** Lines, addresses and headers. */
export const requestHeadCases: readonly Case[] = [
  line('as documented', 'RFC 9112 2.1', head(get('/catalog'), host, close), found),
  line('an empty line before it', 'RFC 9112 2.2', head('', get('/catalog'), host, close), found),
  line('line feeds alone', 'RFC 9112 2.2', (entrance) => entrance.sendBytes('GET /catalog HTTP/1.1\nHost: lab\nConnection: close\n\n'), foundOrBad),
  line('carriage returns alone', 'RFC 9112 2.2', (entrance) => entrance.sendBytes('GET /catalog HTTP/1.1\rHost: lab\r\r\r\n\r\n'), bad),
  line(
    'no version',
    'RFC 9112 3',
    head('GET /catalog', host),
    { status: [400, 505] },
    {
      deviation: {
        why: 'nginx answers HTTP/0.9, with a body alone, and no setting of it refuses that (test/conformance/README.md)',
        instead: { status: 0 },
        on: { contenders: everyContender, door: 'nginx' },
      },
    },
  ),
  line('HTTP/1.0', 'RFC 9112 9.3', head('GET /catalog HTTP/1.0'), { ...found, headers: { connection: (value) => value !== 'keep-alive' } }),
  line(
    'HTTP/1.2',
    'RFC 9110 2.5',
    head('GET /catalog HTTP/1.2', host, close),
    { status: [200, 505] },
    {
      deviation: {
        why: "Node's parser knows no such version (test/conformance/README.md)",
        instead: { status: 400 },
        on: { contenders: everyContender, door: 'replica' },
      },
    },
  ),
  line('HTTP/2.0', 'RFC 9110 15.6.6', head('GET /catalog HTTP/2.0', host, close), { status: 505 }, notAnOutage({ status: 400 })),
  line('HTTP/0.9', 'RFC 9110 15.6.6', head('GET /catalog HTTP/0.9', host, close), { status: 505 }, notAnOutage({ status: 400 })),
  line('the preface of HTTP/2', 'RFC 9113 3.4', head('PRI * HTTP/2.0', '', 'SM'), { status: [0, 400, 505] }),
  line('http/1.1 in lower case', 'RFC 9112 2.3', head('GET /catalog http/1.1', host), bad),
  line('a version that is none', 'RFC 9112 2.3', head('GET /catalog HTTP/1.x', host), bad),
  line(
    'a version with two digits',
    'RFC 9112 2.3',
    head('GET /catalog HTTP/1.10', host, close),
    { status: [400, 505] },
    {
      deviation: {
        why: 'nginx reads the version as a number (test/conformance/README.md)',
        instead: { status: 200 },
        on: { contenders: everyContender, door: 'nginx' },
      },
    },
  ),
  line('two spaces', 'RFC 9112 3', head('GET  /catalog HTTP/1.1', host, close), foundOrBad),
  line('a tab for a space', 'RFC 9112 3', head('GET\t/catalog\tHTTP/1.1', host, close), foundOrBad),
  line('a space in the address', 'RFC 9112 3.2', head('GET /cata log HTTP/1.1', host), bad),
  line('a word too many', 'RFC 9112 3', head('GET /catalog HTTP/1.1 x', host), bad),
  line('no address', 'RFC 9112 3', head('GET HTTP/1.1', host), bad),
  line('an address without a slash', 'RFC 9112 3.2.1', head(get('catalog'), host), bad),
  line('an asterisk for an address', 'RFC 9112 3.2.4', head(get('*'), host, close), { status: [400, 404] }),
  line('an authority for an address', 'RFC 9112 3.2.3', head(get('lab:80'), host, close), { status: [400, 404] }),
  line('an absolute address', 'RFC 9112 3.2.2', head(get('http://lab/catalog'), host, close), found),
  line('an absolute address of another host', 'RFC 9112 3.2.2', head(get('http://other/catalog'), host, close), found),
  line('an absolute address of another scheme', 'RFC 9110 4.2', head(get('gopher://lab/catalog'), host, close), { status: [200, 400, 421, 404] }),
  line('an absolute address and no host', 'RFC 9112 3.2', head(get('http://lab/catalog'), close), bad),
  line('a fragment', 'RFC 9112 3.2.1', head(get('/catalog#x'), host, close), { status: [200, 400, 404] }),
  line('a NUL in the address', 'RFC 3986 2; CWE-158', head(get('/catalog\0'), host), bad),
  line('a byte above 127 in the address', 'RFC 3986 2', head(get('/cat\u00e9log'), host, close), { status: [400, 404] }),
  line('half an escape in the address', 'RFC 3986 2.1', head(get('/accounts/%/role'), host, close), { status: [400, 404, 405] }),
  line('an escaped NUL in the address', 'CWE-158', head(get('/catalog%00'), host, close), { status: [400, 404] }),
  line('an escaped slash is no slash', 'RFC 3986 2.2', head(get('/a%2fb'), host, close), { status: [400, 404] }),
  line('dots in the address', 'RFC 3986 5.2.4', head(get('/../../etc/passwd'), host, close), { status: [400, 404] }),
  line('a query is no part of the path', 'RFC 3986 3.4', head(get('/nothing?a=/me&b=%00'), host, close), asPath('/nothing')),
  line('a query of four thousand letters', 'RFC 9112 3', head(get(`/catalog?${'x'.repeat(4_000)}`), host, close), found),
  line('an address of nine thousand letters', 'RFC 9110 15.5.15', head(get(`/${'x'.repeat(9_000)}`), host), { status: 414 }),
  line('an address of a hundred thousand letters', 'RFC 9110 15.5.15', head(get(`/${'x'.repeat(100_000)}`), host), { status: 414 }),
  line('no host', 'RFC 9112 3.2', head(get('/catalog')), bad),
  line('two hosts', 'RFC 9112 3.2', head(get('/catalog'), host, 'Host: other'), bad),
  line('the same host twice', 'RFC 9112 3.2', head(get('/catalog'), host, host), bad),
  line('an empty host', 'RFC 9110 4.2.1', head(get('/catalog'), 'Host: '), bad),
  ...['a b', 'a/b', 'a@b', 'a#b', 'a?b', 'a\\b', 'lab:x y', '<x>', 'a\0b'].map((value) =>
    line(`a host of ${JSON.stringify(value)}`, 'RFC 9112 3.2', head(get('/catalog'), `Host: ${value}`), bad),
  ),
  ...['lab:80', 'a,b', '127.0.0.1', '[::1]:80', 'a.b-c.example'].map((value) =>
    line(`a host of ${value}`, 'RFC 9110 7.2', head(get('/catalog'), `Host: ${value}`, close), found),
  ),
  line('an answer does not repeat the host', 'CWE-644', locationFor('host: attacker.example'), { status: 201, body: /^\/onboarding\/[\w-]{36}$/ }),
  line('an answer does not repeat a forwarded host', 'CWE-644', locationFor('x-forwarded-host: attacker.example', 'forwarded: host=attacker.example'), {
    status: 201,
    body: /^\/onboarding\/[\w-]{36}$/,
  }),
  line('a client does not choose the scheme', 'CWE-348', head(get('/catalog'), host, close, 'X-Forwarded-Proto: gopher', 'X-Forwarded-For: x'), found),
  line('a space in a name', 'RFC 9112 5.1', head(get('/catalog'), host, 'X Y: z', close), foundOrBad),
  line('a space before a colon', 'RFC 9112 5.1', head(get('/catalog'), host, 'X-Y : z', close), bad),
  line('no name', 'RFC 9112 5', head(get('/catalog'), host, ': z', close), foundOrBad),
  line('no colon', 'RFC 9112 5', head(get('/catalog'), host, 'XY', close), foundOrBad),
  line('a space before the first header', 'RFC 9112 2.2', head(get('/catalog'), ` ${host}`, close), bad),
  line('a folded header', 'RFC 9112 5.2', head(get('/catalog'), host, 'X-Y: a\r\n b', close), foundOrBad),
  line('a NUL in a value', 'RFC 9110 5.5', head(get('/catalog'), host, 'X-Y: a\0b', close), foundOrBad),
  line('a carriage return in a value', 'RFC 9110 5.5', head(get('/catalog'), host, 'X-Y: a\rb', close), bad),
  line(
    'a request ID with a line break in it',
    'CWE-113',
    { path: '/catalog', headers: { 'x-request-id': 'a%0d%0aSet-Cookie: a=1' } },
    { status: 200, headers: { 'x-request-id': /^[\w.-]{8,64}$/, 'set-cookie': (value) => !(value ?? '').includes('a=1') } },
  ),
  line(
    'a request ID of two hundred letters',
    'CWE-117',
    { path: '/catalog', headers: { 'x-request-id': 'x'.repeat(200) } },
    { status: 200, headers: { 'x-request-id': /^[\w.-]{8,64}$/ } },
  ),
  line('a header of nine thousand letters', 'RFC 6585 5', head(get('/catalog'), host, `X-Y: ${'x'.repeat(9_000)}`), tooLong),
  line('a name of nine thousand letters', 'RFC 6585 5', head(get('/catalog'), host, `${'x'.repeat(9_000)}: y`), tooLong),
  line(
    'headers of a hundred thousand letters',
    'RFC 6585 5; CWE-770',
    head(get('/catalog'), host, ...Array.from({ length: 1_000 }, (_, index) => `X-${index}: ${'x'.repeat(100)}`)),
    tooLong,
  ),
  line('a hundred small headers', 'RFC 9110 5.4', head(get('/catalog'), host, close, ...Array.from({ length: 100 }, (_, index) => `X-${index}: y`)), found),
  line('a cookie of nine thousand letters', 'RFC 6585 5', head(get('/orders'), host, `Cookie: a=${'x'.repeat(9_000)}`), tooLong),
  line('bytes that are no HTTP', 'RFC 9112 2.2', (entrance) => entrance.sendBytes(Buffer.from([0, 1, 2, 3, 0xff, 0xfe, 13, 10, 13, 10])), bad),
  line('the greeting of TLS', 'RFC 9112 2.2', (entrance) => entrance.sendBytes(Buffer.from('16030100050100000100', 'hex')), { status: [0, 400] }),
  line(
    'a head that does not end',
    'CWE-400',
    (entrance) => entrance.everyAnswer('GET /catalog HTTP/1.1\r\nHost: lab\r\nX-Y: '),
    { status: [0, 408] },
    { waits: true },
  ),
  line('an HTTP connection on which nothing is asked', 'RFC 9112 9.8', (entrance) => entrance.everyAnswer('\r\n'), { status: [0, 400, 408] }, { waits: true }),
];
