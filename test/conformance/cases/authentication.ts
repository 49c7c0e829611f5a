import { setTimeout as delay } from 'node:timers/promises';
import type { Account } from '../../contract/client.ts';
import { otherNames, otherPasswords } from '../almost-right.ts';
import { type Case, type Entrance, linesOf, type Reply } from '../case.ts';
import { noCookieOfTheApp } from '../set-cookies.ts';

const line = linesOf('authentication (ASVS 6)');

type Send = (entrance: Entrance) => Promise<Reply>;

/** A login that was made of a good account and is none any more. */
function login(change: (account: Account) => Readonly<Record<string, unknown>>): Send {
  return (entrance) => entrance.send({ method: 'POST', path: '/login', body: change(entrance.nextAccount()) });
}

/** Logins of which the body of the reply holds the answers, without what differs for every request. */
function inTurn(...sends: readonly Send[]): Send {
  return async (entrance) => {
    const replies: Reply[] = [];
    for (const send of sends) replies.push(await send(entrance));
    const shapes = replies.map(({ status, headers, body }) => `${status} ${[...headers.keys()].sort()} ${body}`);
    return { status: replies.at(-1)?.status ?? 0, headers: new Headers(), body: shapes.join('\n') };
  };
}

const same = (body: string): boolean => new Set(body.split('\n')).size === 1;
const letIn = { status: 200, body: /"role":"member"/ } as const;
const refused = { status: 401, code: 'invalid_credentials', headers: { 'set-cookie': noCookieOfTheApp } } as const;
const refusedOrBad = { status: [400, 401], headers: { 'set-cookie': noCookieOfTheApp } } as const;
const wrong: Send = login(({ username }) => ({ username, password: 'x'.repeat(43) }));
/** A name that looks like that of an account and belongs to none: its password costs no slow hash. */
const unknown: Send = login(() => ({ username: 'load-999999999', password: 'x'.repeat(43) }));

/** An admin disables an account; then this happens with it. */
function whileDisabled(act: (entrance: Entrance, account: Account) => Promise<Reply>): Send {
  return async (entrance) => {
    const account = entrance.nextAccount();
    const path = `/accounts/${account.username}/revoke`;
    await entrance.send({ method: 'POST', path, body: { disable: true }, as: 'administrator' });
    return await act(entrance, account);
  };
}

const enter = (entrance: Entrance, account: Account): Promise<Reply> => entrance.send({ method: 'POST', path: '/login', body: { ...account } });

/** A slow hash is a tenth of a second of processor time, and all contenders have the code of it in common. */
const slow = {
  on: { contenders: ({ app, buildsOn }: Entrance['contender']) => app !== 'floor' && buildsOn === null, carriage: 'cookie', door: 'replica' },
} as const satisfies Partial<Case>;

/** Who somebody is. */
export const authenticationCases: readonly Case[] = [
  line(
    'the password of the account',
    'ASVS 6.2.8',
    login((account) => ({ ...account })),
    letIn,
  ),
  line('another password', 'ASVS 6.2.8', wrong, refused),
  line('no such account', 'ASVS 6.3.8', unknown, refused),
  line(
    'the password of another account',
    'ASVS 6.2.8',
    async (entrance) => enter(entrance, { ...entrance.nextAccount(), username: entrance.nextAccount().username }),
    refused,
  ),
  ...otherPasswords.map(([what, change]) =>
    line(
      what,
      'ASVS 6.2.8; 6.2.9',
      login(({ username, password }) => ({ username, password: change(password) })),
      refused,
    ),
  ),
  line(
    'a password of ten thousand letters',
    'ASVS 6.2.9; CWE-400',
    login(({ username }) => ({ username, password: 'x'.repeat(10_000) })),
    refusedOrBad,
  ),
  line(
    'an empty password',
    'CWE-521',
    login(({ username }) => ({ username, password: '' })),
    refusedOrBad,
  ),
  line(
    'no password',
    'CWE-287',
    login(({ username }) => ({ username })),
    { status: 400, code: 'invalid_body' },
  ),
  ...otherNames.map(([what, source, change]) =>
    line(
      what,
      source,
      login(({ username, password }) => ({ username: change(username), password })),
      { status: [400, 401, 429] },
      slow,
    ),
  ),
  line('a wrong password and an unknown name look alike', 'ASVS 6.3.8; CWE-204', inTurn(wrong, unknown), { status: 401, body: same }),
  line('a disabled account, with its password', 'ASVS 7.4.2', whileDisabled(enter), {
    status: 401,
    headers: { 'set-cookie': noCookieOfTheApp },
    code: 'account_disabled',
  }),
  line(
    'a disabled account, with another password',
    'ASVS 6.3.8; CWE-204',
    whileDisabled((entrance, account) => enter(entrance, { ...account, password: 'x'.repeat(43) })),
    refused,
  ),
  line(
    'an account that was opened again',
    'ASVS 7.4.2',
    whileDisabled(async (entrance, account) => {
      await entrance.send({ method: 'POST', path: `/accounts/${account.username}/revoke`, body: { disable: false }, as: 'administrator' });
      return await enter(entrance, account);
    }),
    letIn,
  ),
  line(
    'ten wrong passwords do not lock the user out',
    'ASVS 6.3.1; CWE-645',
    async (entrance) => {
      const account = entrance.nextAccount();
      for (let attempt = 0; attempt < 10; attempt += 1) await enter(entrance, { ...account, password: 'x' });
      return await enter(entrance, account);
    },
    letIn,
  ),
  line(
    'many guesses at the password of a person',
    'ASVS 6.3.1; CWE-307',
    async (entrance) => {
      const guesses = Array.from({ length: 8 }, (_, index) => enter(entrance, { username: 'bob', password: `guess-${index}` }));
      const statuses = (await Promise.all(guesses)).map(({ status }) => status);
      return { status: statuses.includes(429) ? 429 : 401, headers: new Headers(), body: statuses.join() };
    },
    { status: 429, body: /^((401|429),?)+$/ },
    slow,
  ),
  line(
    'no account that its documentation names',
    'ASVS 6.3.2; CWE-798',
    async (entrance) => {
      const logIn = () => enter(entrance, { username: 'alice', password: 'alice-demo-password' });
      let reply = await logIn();
      // The guesses of the case before may still be under way. A replica that goes on saying so fails this case.
      for (let waits = 0; reply.status === 429 && waits < 100; waits += 1) reply = await delay(100).then(logIn);
      return reply;
    },
    refused,
    {
      ...slow,
      deviation: { why: 'the people of the lab are for its readers, and it listens on the loopback interface only (apps/README.md)', instead: letIn },
    },
  ),
  line(
    'the header Authorization is no login',
    'ASVS 6.3.4',
    async (entrance) => {
      const { username, password } = entrance.nextAccount();
      const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
      return await entrance.send({ method: 'POST', path: '/login', headers: { authorization } });
    },
    { status: [400, 401, 415] },
  ),
  line(
    'the query is no login',
    'ASVS 14.2.1; CWE-598',
    async (entrance) => {
      const { username, password } = entrance.nextAccount();
      return await entrance.send({ method: 'POST', path: `/login?username=${username}&password=${password}` });
    },
    { status: [400, 415] },
  ),
  line(
    'a form is no login',
    'CWE-352',
    async (entrance) => {
      const body = new URLSearchParams({ ...entrance.nextAccount() }).toString();
      return await entrance.send({ method: 'POST', path: '/login', body, headers: { 'content-type': 'application/x-www-form-urlencoded' } });
    },
    { status: 415 },
  ),
  line(
    'the answer does not repeat the password',
    'CWE-209',
    async (entrance) => {
      const account = entrance.nextAccount();
      const reply = await enter(entrance, account);
      return { ...reply, body: String(reply.body.includes(account.password)) };
    },
    { status: 200, body: /^false$/ },
  ),
];
