import { type Case, type Entrance, everyContender, linesOf, type Reply } from '../case.ts';

const line = linesOf('framing', { contenders: everyContender, carriage: 'cookie' });

type Send = (entrance: Entrance) => Promise<Reply>;

/** What a smuggled request would ask for: no other case asks for it, and its answer names the path. */
const smuggled = 'GET /smuggled HTTP/1.1\r\nHost: lab\r\n\r\n';
const body = '{"items":[]}';

/** A POST of `/login` with these header lines and this text after them, byte by byte. */
function post(lines: readonly string[], after: string, version = 'HTTP/1.1'): Send {
  const head = [`POST /login ${version}`, 'Host: lab', 'Content-Type: application/json', ...lines];
  return (entrance) => entrance.everyAnswer(Buffer.from(`${head.join('\r\n')}\r\n\r\n${after}`, 'latin1'));
}

const chunk = (text: string, extension = ''): string => `${text.length.toString(16)}${extension}\r\n${text}\r\n`;
const last = '0\r\n\r\n';
const chunked = 'Transfer-Encoding: chunked';
/** A body in chunks, and a request after it that only a server sees which believes the length instead. */
const inChunks = `${last}${smuggled}`;

const answers = (text: string): number => text.match(/HTTP\/1\.[01] (?!100)\d{3} /g)?.length ?? 0;
const alone = (text: string): boolean => answers(text) <= 1 && !text.includes('/smuggled');
/** Refused, and what follows is not read as a request. */
const refused = { status: [400, 411], body: alone } as const;
/** Either refused, or read in the one way that the standard allows; the connection then ends. */
const once = { status: [400, 501], body: alone } as const;
/** The request was read: the login in it is refused for what it is. */
const read = { status: [400, 401], body: /"code":"(invalid_body|invalid_credentials)"/ } as const;

/** Where one request ends and the next one begins. */
export const framingCases: readonly Case[] = [
  line('a length', 'RFC 9112 6.2', post(['Connection: close', 'Content-Length: 12'], body), read),
  line('chunks', 'RFC 9112 7.1', post(['Connection: close', chunked], chunk(body) + last), read),
  line('chunks, in capital letters', 'RFC 9110 10.1.4', post(['Connection: close', 'TRANSFER-ENCODING: CHUNKED'], chunk(body) + last), read),
  line('chunks with an extension', 'RFC 9112 7.1.1', post(['Connection: close', chunked], chunk(body, ';a=b;c="d"') + last), read),
  line('chunks with leading zeros', 'RFC 9112 7.1', post(['Connection: close', chunked], `000${chunk(body)}000\r\n\r\n`), read),
  line(
    'a trailer that is a credential',
    'RFC 9110 6.5.1',
    post(['Connection: close', chunked], `${chunk(body)}0\r\nAuthorization: Bearer x\r\nCookie: a=b\r\n\r\n`),
    read,
  ),
  line('a trailer that is a length', 'RFC 9110 6.5.1', post(['Connection: close', chunked], `${chunk(body)}0\r\nContent-Length: 999\r\n\r\n`), {
    status: [400, 401],
    body: alone,
  }),
  line('CL.TE: a length, then chunks', 'RFC 9112 6.1; CWE-444', post([`Content-Length: ${inChunks.length}`, chunked], inChunks), refused),
  line('TE.CL: chunks, then a length', 'RFC 9112 6.1; CWE-444', post([chunked, 'Content-Length: 4'], `${chunk(smuggled)}${last}`), refused),
  line('a length of zero, then chunks', 'RFC 9112 6.1; CWE-444', post(['Content-Length: 0', chunked], inChunks), refused),
  ...[
    ['TE.TE: another coding after it', 'Transfer-Encoding: chunked, identity'],
    ['TE.TE: another coding before it', 'Transfer-Encoding: identity, chunked'],
    ['TE.TE: twice in a list', 'Transfer-Encoding: chunked, chunked'],
    ['TE.TE: two headers', 'Transfer-Encoding: chunked\r\nTransfer-Encoding: x'],
    ['TE.TE: two headers, the other way', 'Transfer-Encoding: x\r\nTransfer-Encoding: chunked'],
    ['TE.TE: a coding that is unknown', 'Transfer-Encoding: xchunked'],
    ['TE.TE: in quotation marks', 'Transfer-Encoding: "chunked"'],
    ['TE.TE: a parameter', 'Transfer-Encoding: chunked;q=1'],
    ['TE.TE: gzip', 'Transfer-Encoding: gzip, chunked'],
    ['TE.TE: a vertical tab', 'Transfer-Encoding: \vchunked'],
    ['TE.TE: nothing', 'Transfer-Encoding: '],
  ].map(([what = '', header = '']) => line(what, 'RFC 9112 6.1; CWE-444', post([header, 'Content-Length: 5'], inChunks), once)),
  ...[
    ['a space before the colon', 'Transfer-Encoding : chunked'],
    ['a tab before the colon', 'Transfer-Encoding\t: chunked'],
    ['a space before the name', ' Transfer-Encoding: chunked'],
    ['a folded value', 'Transfer-Encoding:\r\n chunked'],
    ['a line feed alone in the value', 'X: y\nTransfer-Encoding: chunked'],
    ['a carriage return alone in the value', 'X: y\rTransfer-Encoding: chunked'],
    ['a NUL in the value', 'Transfer-Encoding: chunked\0'],
    ['an underscore in the name', 'Transfer_Encoding: chunked'],
  ].map(([what = '', header = '']) =>
    line(`TE: ${what}`, 'RFC 9112 5.1; CWE-444', post([header, 'Connection: close', 'Content-Length: 5'], inChunks), { status: [400, 401], body: alone }),
  ),
  line('chunks in HTTP/1.0', 'RFC 9112 6.1; CWE-444', post([chunked], inChunks, 'HTTP/1.0'), { status: [400, 401, 505], body: alone }),
  line('two lengths that differ', 'RFC 9112 6.3; CWE-444', post(['Content-Length: 12', 'Content-Length: 5'], body + smuggled), refused),
  line('two lengths that differ, the other way', 'RFC 9112 6.3; CWE-444', post(['Content-Length: 0', 'Content-Length: 12'], body + smuggled), refused),
  ...['12, 5', '+12', '-1', '0x0c', '12 12', '1e1', '12.0', '', 'x', '99999999999999999999', '12;', '\u0661\u0662'].map((length) =>
    line(`a length of ${JSON.stringify(length)}`, 'RFC 9112 6.3; CWE-444', post([`Content-Length: ${length}`], body), { status: [400, 413], body: alone }),
  ),
  line('a space before the colon of the length', 'RFC 9112 5.1; CWE-444', post(['Content-Length : 12'], body), refused),
  line(
    'a GET with a body that is a request',
    'RFC 9110 9.3.1; CWE-444',
    (entrance) => entrance.everyAnswer(`GET /catalog HTTP/1.1\r\nHost: lab\r\nContent-Length: ${smuggled.length}\r\n\r\n${smuggled}`),
    { status: [200, 400], body: alone },
  ),
  line(
    'a logout with a body that is a request',
    'RFC 9112 6.2; CWE-444',
    (entrance) => entrance.everyAnswer(`POST /logout HTTP/1.1\r\nHost: lab\r\nContent-Length: ${smuggled.length}\r\n\r\n${smuggled}`),
    { status: [204, 400, 401, 415], body: alone },
  ),
  line(
    'two requests at once',
    'RFC 9112 9.3.2',
    (entrance) => entrance.everyAnswer('GET /catalog HTTP/1.1\r\nHost: lab\r\n\r\nGET /second HTTP/1.1\r\nHost: lab\r\nConnection: close\r\n\r\n'),
    { status: 200, body: (text) => answers(text) === 2 && text.indexOf('"products"') < text.indexOf('/second') },
  ),
  ...[
    ['a size that is no number', 'zz\r\n{}\r\n'],
    ['a size below zero', '-2\r\n{}\r\n'],
    ['a size beyond 64 bits', 'fffffffffffffffff\r\n{}\r\n'],
    ['a size with 0x', '0x2\r\n{}\r\n'],
    ['no size', '\r\n{}\r\n'],
    ['no line break after the data', '2\r\n{}0\r\n\r\n'],
    ['more data than the size', '1\r\n{}\r\n'],
    ['a size with a space in it', '1 0\r\n{}\r\n'],
  ].map(([what = '', first = '']) => line(`a chunk: ${what}`, 'RFC 9112 7.1; CWE-444', post([chunked], `${first}${last}`), refused)),
  line('a chunk: a line feed alone after the size', 'RFC 9112 2.2; CWE-444', post(['Connection: close', chunked], `2\n{}\r\n${last}`), {
    status: [400, 401],
    body: alone,
  }),
  line('a chunk: a line feed in the extension', 'CWE-444', post(['Connection: close', chunked], `2;\n{}\r\n${last}${smuggled}`), {
    status: [400, 401],
    body: alone,
  }),
  line('a chunk: an extension of twenty thousand letters', 'RFC 9112 7.1.1; CWE-770', post([chunked], `2;${'x'.repeat(20_000)}\r\n{}\r\n${last}`), {
    status: [400, 413, 431],
    body: alone,
  }),
  line(
    'a body that is shorter than its length',
    'RFC 9112 8',
    (entrance) => entrance.everyAnswer('POST /login HTTP/1.1\r\nHost: lab\r\nContent-Type: application/json\r\nContent-Length: 12\r\n\r\n{'),
    { status: [0, 400, 408], body: alone },
    { waits: true, on: { door: 'nginx' } },
  ),
];
