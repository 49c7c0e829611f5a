import { type Case, credentialHeaders, type Entrance, linesOf, type Reply, type Scope } from '../case.ts';

const line = linesOf('carriage');
const letIn = { status: 200 } as const;
const signedOut = { status: 401, code: 'missing' } as const;
/** RFC 6750 section 3.1 allows 400 `invalid_request` and 401 `invalid_token` for a malformed credential. */
const refused = { status: [400, 401] } as const;
const bearer = { on: { carriage: 'bearer' } } as const satisfies { on: Scope };
const cookie = { on: { carriage: 'cookie' } } as const satisfies { on: Scope };

type Send = (entrance: Entrance) => Promise<Reply>;

/** A GET of `/me` with these headers, in which CREDENTIAL stands for a good one and NAME for the name of its cookie. */
function withHeaders(headers: Readonly<Record<string, string | readonly string[]>>): Send {
  return async (entrance) => {
    const fill = await fillerOf(entrance);
    const filled = Object.entries(headers).map(([name, value]) => [name, typeof value === 'string' ? fill(value) : value.map(fill)]);
    return await entrance.send({ path: '/me', headers: Object.fromEntries(filled) });
  };
}

/** The same with header lines as they stand, for what Node's client does not send. */
function withLines(...lines: readonly string[]): Send {
  return async (entrance) => {
    const fill = await fillerOf(entrance);
    const head = ['GET /me HTTP/1.1', 'Host: lab', 'Connection: close', ...lines.map(fill)];
    return await entrance.sendBytes(`${head.join('\r\n')}\r\n\r\n`);
  };
}

/** The scheme `Bearer` with CREDENTIAL, written in some way. */
const authorization = (value: string): Send => withHeaders({ authorization: value });
const cookies = (value: string): Send => withHeaders({ cookie: value });

async function fillerOf(entrance: Entrance): Promise<(text: string) => string> {
  const member = await entrance.sharedMember();
  const credential = member.credential() ?? '';
  const name = [...member.cookies].find(([, value]) => value === credential)?.[0] ?? nameOf(entrance);
  return (text) => text.replaceAll('CREDENTIAL', credential).replaceAll('NAME', name);
}

/** The name that the cookie of this contender has where it travels in one. */
function nameOf({ contender }: Entrance): string {
  const kind = contender.app === 'sessions' ? 'sid' : 'token';
  return `${kind}_${contender.contender.replaceAll('-', '_')}`;
}

/** The status with a good cookie before another one of its name, and after it: `200,401`. */
const inBothOrders: Send = async (entrance) => {
  const first = await cookies('NAME=CREDENTIAL; NAME=other')(entrance);
  const last = await cookies('NAME=other; NAME=CREDENTIAL')(entrance);
  return { ...last, body: `${first.status},${last.status}` };
};

/** A good credential in the carriage of this entrance, and something else beside it. */
function beside(path: string, headers: Readonly<Record<string, string>>): Send {
  return async (entrance) => {
    const fill = await fillerOf(entrance);
    const own = credentialHeaders(await entrance.sharedMember(), entrance.carriage);
    const more = Object.entries(headers).map(([name, value]) => [name, fill(value)]);
    return await entrance.send({
      path: fill(path),
      headers: { ...Object.fromEntries(more), ...own },
    });
  };
}

/** How a credential travels, and what is no way of travelling. */
export const carriageCases: readonly Case[] = [
  line('a credential as documented', 'RFC 6750 2.1', { path: '/me', as: 'member' }, letIn),
  line('no credential', 'RFC 6750 3.1', { path: '/me' }, signedOut),
  line('scheme in lower case', 'RFC 9110 11.1', authorization('bearer CREDENTIAL'), letIn, bearer),
  line('scheme in upper case', 'RFC 9110 11.1', authorization('BEARER CREDENTIAL'), letIn, bearer),
  line('two spaces after the scheme', 'RFC 9110 11.4', authorization('Bearer  CREDENTIAL'), letIn, bearer),
  line('a tab after the scheme', 'RFC 9110 11.4', authorization('Bearer\tCREDENTIAL'), refused, bearer),
  line('spaces around the value', 'RFC 9110 5.5', withLines('Authorization:   Bearer CREDENTIAL  '), letIn, bearer),
  line('a name of another case', 'RFC 9110 5.1', withLines('aUTHORIZATION: Bearer CREDENTIAL'), letIn, bearer),
  line('scheme Basic', 'RFC 9110 11.6.2', authorization('Basic CREDENTIAL'), signedOut),
  line('scheme DPoP', 'RFC 9449 7.1', authorization('DPoP CREDENTIAL'), signedOut),
  line('a scheme that begins as Bearer does', 'RFC 9110 11.1', authorization('Bearerx CREDENTIAL'), signedOut),
  line('a scheme alone', 'RFC 6750 2.1', authorization('Bearer'), refused, bearer),
  line('a scheme and a space', 'RFC 6750 2.1', withLines('Authorization: Bearer '), refused, bearer),
  line('a credential without a scheme', 'RFC 6750 2.1', authorization('CREDENTIAL'), refused),
  line('an empty value', 'RFC 9110 11.6.2', authorization(''), refused),
  line('the scheme twice', 'RFC 6750 2.1', authorization('Bearer Bearer CREDENTIAL'), refused, bearer),
  line('a list of two credentials', 'RFC 9110 11.6.2', authorization('Bearer CREDENTIAL, Bearer CREDENTIAL'), refused, bearer),
  line('a quoted credential', 'RFC 6750 2.1', authorization('Bearer "CREDENTIAL"'), refused, bearer),
  line('a credential as a parameter', 'RFC 9110 11.4', authorization('Bearer token=CREDENTIAL'), refused, bearer),
  line('a credential with a space in it', 'RFC 6750 2.1', authorization('Bearer CREDENTIAL x'), refused, bearer),
  line('a credential with a letter that is none of token68', 'RFC 6750 2.1', authorization('Bearer CREDENTIAL!'), refused, bearer),
  line('a credential with a byte above 127', 'RFC 9110 5.5', withLines('Authorization: Bearer CREDENTIAL\u00e9'), refused, bearer),
  line('two headers, the good one first', 'RFC 9110 5.3', withLines('Authorization: Bearer CREDENTIAL', 'Authorization: Bearer x'), refused, bearer),
  line('two headers, the good one last', 'RFC 9110 5.3', withLines('Authorization: Bearer x', 'Authorization: Bearer CREDENTIAL'), refused, bearer),
  line('the same header twice', 'RFC 9110 5.3', withLines('Authorization: Bearer CREDENTIAL', 'Authorization: Bearer CREDENTIAL'), refused, bearer),
  line('in Proxy-Authorization', 'RFC 9110 11.7.2', withHeaders({ 'proxy-authorization': 'Bearer CREDENTIAL' }), signedOut),
  line('in X-Authorization', 'CWE-287', withHeaders({ 'x-authorization': 'Bearer CREDENTIAL' }), signedOut),
  line('in X-Access-Token', 'CWE-287', withHeaders({ 'x-access-token': 'CREDENTIAL' }), signedOut),
  line(
    'a user name from a proxy',
    'CWE-290',
    withHeaders({
      'x-forwarded-user': 'lab-admin',
      'x-remote-user': 'lab-admin',
      'remote-user': 'lab-admin',
    }),
    signedOut,
  ),
  line(
    'in the query',
    'RFC 9700 4.3.2',
    async (entrance) =>
      entrance.send({
        path: (await fillerOf(entrance))('/me?access_token=CREDENTIAL&token=CREDENTIAL'),
      }),
    signedOut,
  ),
  line(
    'in a form',
    'RFC 6750 2.2',
    async (entrance) =>
      entrance.send({
        method: 'POST',
        path: '/logout-all',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: (await fillerOf(entrance))('access_token=CREDENTIAL'),
      }),
    signedOut,
  ),
  line(
    'in a JSON body',
    'RFC 6750 2',
    async (entrance) =>
      entrance.send({
        method: 'POST',
        path: '/logout-all',
        body: { access_token: (await fillerOf(entrance))('CREDENTIAL') },
      }),
    signedOut,
  ),
  line('in the path', 'ASVS 14.2.1', async (entrance) => entrance.send({ path: (await fillerOf(entrance))('/me;NAME=CREDENTIAL') }), { status: 404 }),
  line('the other carriage: a header', 'RFC 6750 2', authorization('Bearer CREDENTIAL'), signedOut, cookie),
  line('the other carriage: a cookie', 'RFC 6750 2', cookies('NAME=CREDENTIAL'), signedOut, bearer),
  line(
    'both carriers, the other one bad',
    'RFC 6750 3.1',
    async (entrance) =>
      entrance.carriage === 'cookie' ? beside('/me', { authorization: 'Bearer x' })(entrance) : beside('/me', { cookie: 'NAME=x' })(entrance),
    letIn,
  ),
  line(
    'both carriers, the other one good',
    'RFC 6750 3.1',
    async (entrance) =>
      entrance.carriage === 'cookie'
        ? withHeaders({ authorization: 'Bearer CREDENTIAL', cookie: 'NAME=x' })(entrance)
        : withHeaders({ authorization: 'Bearer x', cookie: 'NAME=CREDENTIAL' })(entrance),
    { status: 401, code: ['malformed', 'invalid'] },
  ),
  line('beside one in the query', 'RFC 9700 4.3.2', beside('/me?access_token=x', {}), letIn),
  line('a cookie among others', 'RFC 6265bis 4.2.1', cookies('a=1; NAME=CREDENTIAL; b=2'), letIn, cookie),
  line('cookies without a space between', 'RFC 6265bis 4.2.1', cookies('a=1;NAME=CREDENTIAL;b=2'), letIn, cookie),
  line('beside a cookie without a name', 'RFC 6265bis 5.6', cookies('stray; =x; ; NAME=CREDENTIAL'), letIn, cookie),
  line('cookies with a comma between', 'RFC 6265bis 4.2.1', cookies('a=1, NAME=CREDENTIAL'), signedOut, cookie),
  line('a cookie whose name ends alike', 'RFC 6265bis 4.2.2', cookies('xNAME=CREDENTIAL'), signedOut, cookie),
  line(
    'a cookie name of another case',
    'RFC 6265bis 4.1.1',
    async (entrance) => cookies(`${nameOf(entrance).toUpperCase()}=CREDENTIAL`)(entrance),
    signedOut,
    cookie,
  ),
  line('the attributes of RFC 2965', 'RFC 6265bis 4.2.1', cookies('$Version=1; NAME=CREDENTIAL; $Path=/'), letIn, cookie),
  line('a cookie with an empty value', 'RFC 6265bis 4.1.1', cookies('NAME='), refused, cookie),
  line('a quoted cookie of another value', 'RFC 6265bis 4.1.1', cookies('NAME="x"'), refused, cookie),
  line('a cookie with half an escape', 'RFC 3986 2.1', cookies('NAME=%E0%A4%A'), refused, cookie),
  line('two headers Cookie', 'RFC 9110 5.3', withLines('Cookie: a=1', 'Cookie: NAME=CREDENTIAL'), letIn, cookie),
  line(
    'two cookies of one name',
    'RFC 6265bis 4.2.2',
    inBothOrders,
    { status: [200, 401], body: /^(\d+),\1$/ },
    {
      ...cookie,
      deviation: {
        why: 'both apps take the first, as the parser of express-session does; with TLS the prefix __Host- keeps a second one out (decision 0002)',
        instead: { status: 401, body: /^200,401$/ },
      },
    },
  ),
];
