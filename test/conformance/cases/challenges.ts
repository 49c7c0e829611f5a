import type { Client } from '../../contract/client.ts';
import { schemeOf } from '../../contract/refusal-rules.ts';
import { type Case, type Entrance, type Expected, linesOf, type Reply, sessions, tokens } from '../case.ts';

const line = linesOf('challenges');

/** A refusal with this status and code, and a challenge with these parameters beside the realm. */
function challenged(status: number, code: Expected['code'], ...parameters: readonly RegExp[]) {
  return ({ carriage }: Entrance): Expected => {
    const all = [`${schemeOf(carriage)} realm="lab"`, ...parameters.map(({ source }) => source)];
    return { status, ...(code === undefined ? {} : { code }), headers: { 'www-authenticate': new RegExp(`^${all.join(', ')}$`) } };
  };
}

const refused = [/error="invalid_token"/, /error_description="[\x20!#-[\]-~]+"/];
const unchallenged = { headers: { 'www-authenticate': null } } as const;
const role = { method: 'PUT', path: '/accounts/load-1/role', body: { role: 'member' } } as const;

/** `GET /orders` with a credential that was changed. */
function changed(change: (credential: string) => string): (entrance: Entrance) => Promise<Reply> {
  return async (entrance) => {
    const member = (await entrance.sharedMember()).copy();
    member.hold(change(member.credential() ?? ''));
    return await entrance.send({ path: '/orders', as: member });
  };
}

/** `GET /orders` after this has been done with the credential. */
function after(end: (member: Client) => Promise<unknown>): (entrance: Entrance) => Promise<Reply> {
  return async (entrance) => {
    const member = await entrance.member();
    const copy = member.copy();
    await end(member);
    return await entrance.send({ path: '/orders', as: copy });
  };
}

const json = { 'content-type': 'application/json' } as const;
const login = (username: string, password: string) => ({ method: 'POST', path: '/login', body: { username, password } });
const atOnce = { contenders: ({ guarantee }: Entrance['contender']) => guarantee.revocation.holds === 'next-request' };

/** What a refusal asks for. */
export const challengeCases: readonly Case[] = [
  line('no credential', 'RFC 6750 3.1', { path: '/orders' }, challenged(401, 'missing')),
  line('no credential, HEAD', 'RFC 9110 9.3.2', { method: 'HEAD', path: '/orders' }, challenged(401, undefined)),
  line('no credential, POST', 'RFC 6750 3.1', { method: 'POST', path: '/onboarding' }, challenged(401, 'missing')),
  line('no credential and a broken body', 'RFC 9110 15.5.2', { method: 'PUT', path: '/cart', body: '{' }, challenged(401, 'missing')),
  line('no credential at a route for admins', 'RFC 6750 3.1', role, challenged(401, 'missing')),
  line('no credential at the logout', 'RFC 6750 3.1', { method: 'POST', path: '/logout' }, challenged(401, 'missing')),
  line(
    'something else',
    'RFC 6750 3.1',
    changed(() => 'x'),
    challenged(401, ['malformed', 'invalid'], ...refused),
  ),
  line(
    'one letter changed',
    'RFC 6750 3.1',
    changed((text) => text.replace(/(.)(.{12})$/, (_, one, rest) => `${one === 'A' ? 'B' : 'A'}${rest}`)),
    challenged(401, ['malformed', 'invalid'], ...refused),
  ),
  line(
    'cut in half',
    'RFC 6750 3.1',
    changed((text) => text.slice(0, text.length / 2)),
    challenged(401, ['malformed', 'invalid'], ...refused),
  ),
  line(
    'a quotation mark in it',
    'RFC 9110 5.6.4',
    changed((text) => `${text}%22x`),
    challenged(401, ['malformed', 'invalid'], ...refused),
  ),
  line(
    'a session that has ended',
    'RFC 6750 3.1',
    after((member) => member.post('/logout')),
    challenged(401, 'unknown', ...refused),
    { on: { contenders: (card) => sessions(card) && atOnce.contenders(card) } },
  ),
  line(
    'a token that has been revoked',
    'RFC 6750 3.1',
    after((member) => member.post('/logout')),
    challenged(401, 'revoked', ...refused),
    { on: { contenders: (card) => tokens(card) && atOnce.contenders(card) } },
  ),
  line('a role that may not do this', 'RFC 6750 3.1', { ...role, as: 'member' }, challenged(403, 'forbidden', /error="insufficient_scope"/)),
  line(
    'a role that may not do this, account unknown',
    'CWE-204',
    { ...role, path: '/accounts/nobody/role', as: 'member' },
    challenged(403, 'forbidden', /error="insufficient_scope"/),
  ),
  line('a role that may not do this, body broken', 'CWE-204', { ...role, body: '{', as: 'member' }, challenged(403, 'forbidden', /error="insufficient_scope"/)),
  line('a wrong password', 'RFC 9110 15.5.2', login('load-1', 'x'), challenged(401, 'invalid_credentials')),
  line(
    'a refused refresh token',
    'RFC 9110 15.5.2',
    { method: 'POST', path: '/token/refresh', body: {} },
    ({ carriage }) => ({ status: [400, 401], headers: carriage === 'cookie' ? { 'www-authenticate': /^Cookie realm="lab"$/ } : {} }),
    { on: { contenders: ({ credential }) => credential.refreshes } },
  ),
  line(
    'the scheme is a registered one',
    'RFC 9110 16.4.1',
    { path: '/orders' },
    { status: 401, headers: { 'www-authenticate': /^(Basic|Bearer|Digest|DPoP|GNAP|HOBA|Mutual|Negotiate|OAuth|PrivateToken|SCRAM-SHA-\d+|vapid) / } },
    {
      deviation: {
        why: 'no scheme is registered for cookies, and a client must not be asked for what would be refused (decision 0015)',
        instead: { status: 401, headers: { 'www-authenticate': /^Cookie / } },
        on: { carriage: 'cookie' },
      },
    },
  ),
  line('a success has no challenge', 'RFC 9110 11.6.1', { path: '/orders', as: 'member' }, { status: 200, ...unchallenged }),
  line(
    'a body that is refused has no challenge',
    'RFC 9110 11.6.1',
    { method: 'PUT', path: '/cart', body: '[]', headers: json, as: 'member' },
    { status: 400, ...unchallenged },
  ),
  line('a path that is unknown has no challenge', 'RFC 9110 11.6.1', { path: '/nothing' }, { status: 404, code: 'not_found', ...unchallenged }),
  line(
    'a method that is refused has no challenge',
    'RFC 9110 11.6.1',
    { method: 'DELETE', path: '/orders' },
    { status: 405, code: 'method_not_allowed', ...unchallenged },
  ),
];
