import { type Case, linesOf } from '../case.ts';
import { on, refresh, refreshing, refused } from '../refresh-family.ts';

const line = linesOf('refresh token', { contenders: refreshing });
const bearer = { on: { carriage: 'bearer' } } as const;

/** The refused token, and then the good one, which the attempt must not have ended. */
const changed = (change: (token: string) => string) =>
  on(async (entrance, { refresh: token }) => {
    const attempt = await refresh(entrance, change(token));
    return attempt.status === 200 ? attempt : { ...attempt, body: `${attempt.body} then ${(await refresh(entrance, token)).status}` };
  });
const endsNothing = { ...refused, body: /then 200$/ } as const;

const part = (index: number, change: (text: string) => string) => (token: string) =>
  token
    .split('.')
    .map((each, at) => (at === index ? change(each) : each))
    .join('.');
const otherLetter = (text: string) => (text.startsWith('A') ? 'B' : 'A') + text.slice(1);

const spellings: readonly (readonly [what: string, source: string, change: (token: string) => string])[] = [
  ['made up', 'RFC 6749 10.4', () => `${'A'.repeat(22)}.0.${'A'.repeat(43)}`],
  ['of another login', 'RFC 6749 10.4', part(0, otherLetter)],
  ['of a later generation', 'RFC 6749 10.4', part(1, () => '7')],
  ['of a negative generation', 'CWE-20', part(1, () => '-1')],
  ['of a generation with a zero before', 'CWE-20', part(1, (text) => `1${text}`)],
  ['with another first letter in its MAC', 'RFC 6749 10.4', part(2, otherLetter)],
  ['without the last letter of its MAC', 'RFC 6749 10.4', part(2, (text) => text.slice(0, -1))],
  ['with one letter more in its MAC', 'RFC 6749 10.4', part(2, (text) => `${text}A`)],
  ['without its MAC', 'RFC 6749 10.4', part(2, () => '')],
  ['its MAC alone', 'RFC 6749 10.4', (token) => token.split('.').at(-1) ?? ''],
  ['with padding', 'RFC 4648 3.2', (token) => `${token}=`],
  ['with a space before', 'CWE-20', (token) => ` ${token}`],
  ['with a line feed behind', 'CWE-20', (token) => `${token}\n`],
  ['with a NUL behind', 'CWE-158', (token) => `${token}\0`],
  ['in capitals', 'RFC 6749 10.4', (token) => token.toUpperCase()],
  ['twice', 'CWE-20', (token) => `${token}.${token}`],
  ['of 5 KB', 'CWE-400', (token) => token + 'A'.repeat(5_000)],
  ['a wildcard of Redis', 'CWE-943', () => '*'],
];

/** The text of a refresh token. It names a login, and only its MAC proves that the lab wrote it. */
export const refreshTokenCases: readonly Case[] = [
  ...spellings.map(([what, source, change]) => line(`a refresh token ${what}`, source, changed(change), endsNothing)),
  line(
    'an empty refresh token',
    'RFC 6749 5.2',
    changed(() => ''),
    endsNothing,
  ),
  ...[null, 1, true, [], {}, ['x']].map((refreshToken) =>
    line(
      `a refresh token ${JSON.stringify(refreshToken)}`,
      'RFC 6749 5.2',
      { method: 'POST', path: '/token/refresh', body: { refreshToken } },
      refused,
      bearer,
    ),
  ),
  line('no refresh token in the body', 'RFC 6749 5.2', { method: 'POST', path: '/token/refresh', body: {} }, refused, bearer),
  line('no refresh token at all', 'RFC 6749 5.2', { method: 'POST', path: '/token/refresh' }, refused),
];
