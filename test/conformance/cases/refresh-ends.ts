import { type Case, type Entrance, linesOf } from '../case.ts';
import { afterTheEnd, endedAsTheCardSays, handedOut, type Login, logIn, on, refresh, refreshing, refused, successor } from '../refresh-family.ts';
import { membersOf, presentText, seen, tokenCookie } from '../token.ts';

const line = linesOf('refresh', { contenders: refreshing });

const revokeAll = async (entrance: Entrance, { account }: Login, body: { readonly disable?: boolean }) => {
  const administrator = await entrance.sharedAdministrator();
  const answer = await administrator.post(`/accounts/${account.username}/revoke`, body);
  if (answer.status !== 204) throw new Error(`the revocation answered ${answer.status}: ${answer.text}`);
};

/** What ends a login, and with it its refresh tokens. */
const endings: readonly (readonly [what: string, source: string, end: (entrance: Entrance, login: Login) => Promise<unknown>])[] = [
  ['a logout', 'RFC 7009 2', (_entrance, { client }) => client.post('/logout')],
  ['a logout from everywhere', 'ASVS 7.4.3', (_entrance, { client }) => client.post('/logout-all')],
  ['a revocation by an administrator', 'ASVS 7.4.5', (entrance, login) => revokeAll(entrance, login, {})],
  ['the account is disabled', 'ASVS 7.4.2', (entrance, login) => revokeAll(entrance, login, { disable: true })],
  [
    'the account is disabled and enabled',
    'ASVS 7.4.2',
    async (entrance, login) => {
      await revokeAll(entrance, login, { disable: true });
      await revokeAll(entrance, login, { disable: false });
    },
  ],
  ['another login of the same client', 'ASVS 7.2.4', (_entrance, { client, account }) => client.login(account)],
];

const ends: readonly Case[] = endings.flatMap(([what, source, end]) => [
  line(
    `after ${what}`,
    source,
    on(async (entrance, login) => {
      await end(entrance, login);
      return await refresh(entrance, login.refresh);
    }),
    refused,
  ),
  line(
    `after ${what}: the access token of the login`,
    'RFC 7009 2.1',
    on(async (entrance, login) => {
      await end(entrance, login);
      return await afterTheEnd(entrance, login.access);
    }),
    endedAsTheCardSays,
  ),
  line(
    `after ${what}: an access token from before a refresh`,
    'RFC 7009 2.1',
    on(async (entrance, login) => {
      const { access, refresh: newest } = await successor(entrance, login.refresh);
      login.client.hold(access);
      if (entrance.carriage === 'cookie') login.client.cookies.set(tokenCookie(entrance, 'refresh'), newest);
      await end(entrance, login);
      return await afterTheEnd(entrance, login.access);
    }),
    endedAsTheCardSays,
  ),
  line(
    `beside ${what}: the successor has no future`,
    'RFC 9700 4.14.2',
    on(async (entrance, login) => {
      const [raced] = await Promise.all([refresh(entrance, login.refresh), end(entrance, login)]);
      return await refresh(entrance, handedOut(entrance, raced).refresh || login.refresh);
    }),
    refused,
  ),
]);
const familyKey = ({ access }: Login): string => {
  const { iss, sid } = membersOf(access.split('.')[1] ?? '');
  return `refresh-family:${iss}:${sid}`;
};

/** How long a family lives. */
const lives: readonly Case[] = [
  line(
    'after the family has expired',
    'RFC 9700 4.14.2',
    on(async (entrance, login) => {
      await entrance.store('DEL', familyKey(login));
      return await refresh(entrance, login.refresh);
    }),
    { ...refused, code: 'invalid_refresh_token' },
  ),
  line(
    'a refresh does not prolong the life of the family',
    'ASVS 7.3.2',
    on(async (entrance, login) => {
      await entrance.store('EXPIRE', familyKey(login), '100');
      const reply = await refresh(entrance, login.refresh);
      return { ...reply, body: String(await entrance.store('TTL', familyKey(login))) };
    }),
    { status: 200, body: (body) => Number(body) > 0 && Number(body) <= 100 },
  ),
  line(
    'a family has an end',
    'ASVS 7.3.2',
    on(async (entrance, login) => seen(await entrance.store('TTL', familyKey(login)))),
    { status: 200, body: (body) => Number(body) > 0 && Number(body) <= 8 * 60 * 60 },
  ),
  line(
    'no refresh token stands in Redis',
    'ASVS 14.2.4',
    on(async (entrance, login) => {
      const stored = JSON.stringify(await entrance.store('HGETALL', familyKey(login)));
      return seen(stored.includes(login.refresh.split('.').at(-1) ?? ''));
    }),
    { status: 200, body: /^false$/ },
  ),
];

const setRole = async (entrance: Entrance, { account }: Pick<Login, 'account'>, role: string) =>
  await (await entrance.sharedAdministrator()).put(`/accounts/${account.username}/role`, { role });

/** The role is read anew at each refresh. */
const roles: readonly Case[] = [
  line(
    'after a promotion, the new role',
    'ASVS 8.3.2',
    on(async (entrance, login) => {
      await setRole(entrance, login, 'admin');
      return await presentText(entrance, (await successor(entrance, login.refresh)).access);
    }),
    { status: 200, body: /"role":"admin"/ },
  ),
  line(
    'after a demotion, the new role',
    'ASVS 8.3.2',
    async (entrance) => {
      const account = entrance.nextAccount();
      await setRole(entrance, { account }, 'admin');
      const login = await logIn(entrance, account);
      await setRole(entrance, login, 'member');
      return await presentText(entrance, (await successor(entrance, login.refresh)).access);
    },
    { status: 200, body: /"role":"member"/ },
  ),
];

export const refreshEndCases: readonly Case[] = [...ends, ...lives, ...roles];
