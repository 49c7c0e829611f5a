import { createPublicKey } from 'node:crypto';
import { createServer } from 'node:http';
import type { Case, Entrance, Reply } from '../case.ts';
import { linesOf, tokens } from '../case.ts';
import { ecdsa, foreign, hmac, signedAs } from '../foreign-keys.ts';
import {
  type AcceptedToken,
  type Alter,
  accepted,
  acceptedToken,
  eitherWay,
  encode,
  header,
  type Members,
  presentText,
  refused,
  signature,
  tokenLinesOf,
} from '../token.ts';

const keyLine = linesOf('jws keys in the token', { contenders: tokens, sweep: true, paired: true });
const critLine = tokenLinesOf('jws crit');
const typLine = tokenLinesOf('jwt typ');

/** Sends a token that names this server, and tells in the body how often the server was asked. */
function withServer(alter: (url: string, token: AcceptedToken) => string) {
  return async (entrance: Entrance): Promise<Reply> => {
    let asked = 0;
    const server = createServer((_request, response) => {
      asked += 1;
      response.end(JSON.stringify({ keys: [{ ...publicJwk(), kid: 'foreign' }] }));
    });
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    try {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      const token = await acceptedToken(entrance);
      const reply = await presentText(entrance, alter(`http://127.0.0.1:${port}/keys`, token));
      return { ...reply, headers: new Headers([...reply.headers, ['x-asked', String(asked)]]) };
    } finally {
      server.closeAllConnections();
      server.close();
    }
  };
}

const publicJwk = (): Members => createPublicKey(foreign.ec).export({ format: 'jwk' });
const byForeign = (more: Members): Alter => signedAs('ES256', ecdsa('sha256', foreign.ec), more);
const ignored = { ...accepted, headers: { 'x-asked': '0' } };
const notAsked = { ...refused, headers: { ...refused.headers, 'x-asked': '0' } };
const certificate = (): string => createPublicKey(foreign.ec).export({ type: 'spki', format: 'der' }).toString('base64');
const sent = (alter: Alter) => async (entrance: Entrance) => await presentText(entrance, alter(await acceptedToken(entrance)));

/** RFC 7515 sections 4.1.2 to 4.1.8, RFC 8725 section 3.10: no key and no address that comes with a token is trusted. */
const keyCases: readonly Case[] = [
  keyLine(
    'jku of a foreign key set, signed with its key',
    'RFC 8725 3.10',
    withServer((jku, token) => byForeign({ jku, kid: 'foreign' })(token)),
    notAsked,
  ),
  keyLine(
    'jku of a foreign key set, with the kid of the lab',
    'RFC 8725 3.10',
    withServer((jku, token) => byForeign({ jku })(token)),
    notAsked,
  ),
  keyLine(
    'jku beside the good signature',
    'RFC 7515 4',
    withServer((jku, token) => header({ jku })(token)),
    ignored,
  ),
  keyLine(
    'x5u of a foreign certificate, signed with its key',
    'RFC 8725 3.10',
    withServer((x5u, token) => byForeign({ x5u })(token)),
    notAsked,
  ),
  keyLine(
    'x5u beside the good signature',
    'RFC 7515 4',
    withServer((x5u, token) => header({ x5u })(token)),
    ignored,
  ),
  keyLine(
    'a kid that is a URL, signed with its key',
    'RFC 8725 3.10',
    withServer((kid, token) => byForeign({ kid })(token)),
    notAsked,
  ),
  keyLine(
    'iss of a foreign issuer in the header',
    'RFC 8725 3.8',
    withServer((iss, token) => byForeign({ iss })(token)),
    notAsked,
  ),
  keyLine(
    'jwk, signed with its key',
    'RFC 8725 3.10',
    sent((token) => byForeign({ jwk: publicJwk() })(token)),
    refused,
  ),
  keyLine(
    'jwk, signed with its key, without a kid',
    'RFC 8725 3.10',
    sent((token) => byForeign({ jwk: publicJwk(), kid: undefined })(token)),
    refused,
  ),
  keyLine(
    'jwk beside the good signature',
    'RFC 7515 4',
    sent((token) => header({ jwk: publicJwk() })(token)),
    accepted,
  ),
  keyLine(
    'jwk with a secret, an HMAC with it',
    'RFC 8725 3.1',
    sent((token) =>
      signedAs(
        'HS256',
        hmac('sha256', () => 'x'),
        { jwk: { kty: 'oct', k: encode('x') } },
      )(token),
    ),
    refused,
  ),
  keyLine(
    'x5c, signed with its key',
    'RFC 8725 3.10',
    sent((token) => byForeign({ x5c: [certificate()] })(token)),
    refused,
  ),
  keyLine(
    'x5c beside the good signature',
    'RFC 7515 4',
    sent((token) => header({ x5c: [certificate()] })(token)),
    accepted,
  ),
  keyLine(
    'x5t#S256 of a foreign key',
    'RFC 8725 3.10',
    sent((token) => byForeign({ 'x5t#S256': encode(certificate()) })(token)),
    refused,
  ),
];

/** Sent as plain text between the dots: base64url letters, so that no dot and no odd letter tells it from the usual form. */
function unencodedPayload(more: Members): Alter {
  return (token) => {
    const head = encode(JSON.stringify({ ...token.header, b64: false, ...more }));
    const payload = Buffer.from(token.parts[1], 'base64url').toString();
    return `${head}.${token.parts[1]}.${encode(signature(token, `${head}.${payload}`))}`;
  };
}

const criticals: readonly (readonly [what: string, source: string, more: Members])[] = [
  ['an extension that nobody knows', 'RFC 7515 4.1.11', { crit: ['x'], x: 1 }],
  ['one known and one unknown extension', 'RFC 7515 4.1.11', { crit: ['b64', 'x'], b64: true, x: 1 }],
  ['an extension that the header does not have', 'RFC 7515 4.1.11', { crit: ['b64'] }],
  ['exp, as in the example of the RFC', 'RFC 7515 E', { crit: ['exp'], exp: 9_999_999_999 }],
  ['an empty list', 'RFC 7515 4.1.11', { crit: [] }],
  ['text', 'RFC 7515 4.1.11', { crit: 'b64', b64: true }],
  ['null', 'RFC 7515 4.1.11', { crit: null }],
  ['a number', 'RFC 7515 4.1.11', { crit: 1 }],
  ['an object', 'RFC 7515 4.1.11', { crit: { b64: true } }],
  ['an empty name', 'RFC 7515 4.1.11', { crit: [''], '': 1 }],
  ['a number in the list', 'RFC 7515 4.1.11', { crit: [1], 1: 1 }],
  ['a list in the list', 'RFC 7515 4.1.11', { crit: [['b64']], b64: true }],
  ['b64 twice', 'RFC 7515 4.1.11', { crit: ['b64', 'b64'], b64: true }],
  ['alg', 'RFC 7515 4.1.11', { crit: ['alg'] }],
  ['kid', 'RFC 7515 4.1.11', { crit: ['kid'] }],
  ['typ', 'RFC 7515 4.1.11', { crit: ['typ'] }],
  ['crit', 'RFC 7515 4.1.11', { crit: ['crit'] }],
  ['__proto__', 'CWE-1321', { crit: ['__proto__'] }],
  ['toString', 'CWE-1321', { crit: ['toString'] }],
];

const critCases: readonly Case[] = [
  ...criticals.map(([what, source, more]) => critLine(`crit names ${what}`, source, header(more))),
  critLine('b64 true, and crit says so', 'RFC 7797 3', header({ b64: true, crit: ['b64'] }), eitherWay),
  critLine('b64 false, and crit says so', 'RFC 7797 7', unencodedPayload({ crit: ['b64'] })),
  critLine('b64 false without crit', 'RFC 7797 6', unencodedPayload({})),
  critLine('b64 false over an encoded payload, and crit says so', 'RFC 7797 7', header({ b64: false, crit: ['b64'] })),
  critLine('b64 of another type', 'RFC 7797 3', header({ b64: 'false', crit: ['b64'] })),
];

const otherTypes = ['JWT', 'cart+jwt', 'rt+jwt', 'id_token+jwt', 'logout+jwt', 'secevent+jwt', 'dpop+jwt', 'JOSE', 'at', 'at+jwt ', 'at+jwt; v=1', 'x-at+jwt'];

/** RFC 8725 section 3.11 and RFC 9068 section 4: at+jwt or application/at+jwt, and nothing else. */
const typCases: readonly Case[] = [
  typLine('application/at+jwt', 'RFC 9068 4', header({ typ: 'application/at+jwt' }), accepted),
  typLine('AT+JWT', 'RFC 2045 5.1', header({ typ: 'AT+JWT' }), eitherWay),
  typLine('no typ', 'RFC 9068 4', header({ typ: undefined })),
  ...otherTypes.map((typ) => typLine(`"${typ}"`, 'RFC 9068 4', header({ typ }))),
  ...['text/at+jwt', 'application/application/at+jwt', 'application/cart+jwt', ''].map((typ) => typLine(`"${typ}"`, 'RFC 8725 3.11', header({ typ }))),
  ...[null, 1, true, {}, ['at+jwt']].map((typ) => typLine(`typ ${JSON.stringify(typ)}`, 'RFC 7515 4.1.9', header({ typ }))),
];

export const parameterCases: readonly Case[] = [...keyCases, ...critCases, ...typCases];
