import { setTimeout as sleep } from 'node:timers/promises';
import { type Case, type Entrance, linesOf, type Reply } from '../case.ts';
import {
  afterTheEnd,
  allOf,
  endedAsTheCardSays,
  handedOut,
  type Login,
  logIn,
  on,
  refresh,
  refreshing,
  refused,
  renewed,
  successor,
} from '../refresh-family.ts';
import { presentText } from '../token.ts';

const line = linesOf('refresh', { contenders: refreshing });

const stolen = { ...refused, code: 'refresh_token_reused' } as const;

/** What `/me` says to the access token that a refresh has handed out. */
const meAfter = async (entrance: Entrance, reply: Reply) => await presentText(entrance, handedOut(entrance, reply).access);
const changed = (change: (token: string) => string) => on(async (entrance, { refresh: token }) => await refresh(entrance, change(token)));

/** RFC 9700 section 4.14.2: rotation. */
const rotation: readonly Case[] = [
  line(
    'a refresh token',
    'RFC 6749 6',
    changed((token) => token),
    renewed,
  ),
  line(
    'and the access token that it gives',
    'RFC 6749 6',
    on(async (entrance, login) => await meAfter(entrance, await refresh(entrance, login.refresh))),
    { status: 200 },
  ),
  line(
    'the refresh token that it gives is another one',
    'RFC 9700 4.14.2',
    on(async (entrance, login) => {
      const reply = await refresh(entrance, login.refresh);
      return { ...reply, body: String(handedOut(entrance, reply).refresh !== login.refresh) };
    }),
    { status: 200, body: /^true$/ },
  ),
  line(
    'five generations',
    'RFC 9700 4.14.2',
    on(async (entrance, login) => await meAfter(entrance, await refresh(entrance, (await successor(entrance, login.refresh, 4)).refresh))),
    { status: 200 },
  ),
  line(
    'the access token from before a refresh',
    'RFC 6749 1.5',
    on(async (entrance, login) => {
      await successor(entrance, login.refresh);
      return await presentText(entrance, login.access);
    }),
    { status: 200 },
  ),
  line(
    'the predecessor, at once',
    'RFC 9700 4.14.2',
    on(async (entrance, login) => {
      await successor(entrance, login.refresh);
      return await refresh(entrance, login.refresh);
    }),
    stolen,
    { deviation: { why: 'for 10 seconds the predecessor gets the same successor, because two tabs may refresh at once (decision 0013)', instead: renewed } },
  ),
  line(
    'the predecessor in the grace gives the same successor',
    'decision 0013',
    on(async (entrance, login) => {
      const first = await successor(entrance, login.refresh);
      const again = await successor(entrance, login.refresh);
      const reply = await refresh(entrance, first.refresh);
      return { ...reply, body: String(first.refresh === again.refresh) };
    }),
    { status: 200, body: /^true$/ },
  ),
  line(
    'eight at once give one successor',
    'RFC 9700 4.14.2',
    on(async (entrance, login) => {
      const replies = await Promise.all(Array.from({ length: 8 }, () => refresh(entrance, login.refresh)));
      const successors = new Set(replies.map((reply) => handedOut(entrance, reply).refresh));
      return { ...allOf(...replies), body: `${replies.filter(({ status }) => status === 200).length} ${successors.size}` };
    }),
    { status: 200, body: /^8 1$/ },
  ),
  line(
    'the predecessor after the grace',
    'RFC 9700 4.14.2',
    on(async (entrance, login) => {
      await successor(entrance, login.refresh);
      await sleep(10_500);
      return await refresh(entrance, login.refresh);
    }),
    stolen,
    { waits: true },
  ),
];

/** A login whose first refresh token is used again when it is two generations old. */
const theft = (act: (entrance: Entrance, login: Login, newest: { access: string; refresh: string }) => Promise<Reply>) =>
  on(async (entrance, login) => {
    const newest = await successor(entrance, login.refresh, 2);
    const replayed = await refresh(entrance, login.refresh);
    if (replayed.status < 400) throw new Error(`the replay answered ${replayed.status}`);
    return await act(entrance, login, newest);
  });

/** RFC 9700 section 4.14.2: a second use ends the whole family. */
const reuse: readonly Case[] = [
  line(
    'a predecessor of two generations ago',
    'RFC 9700 4.14.2',
    on(async (entrance, login) => {
      await successor(entrance, login.refresh, 2);
      return await refresh(entrance, login.refresh);
    }),
    stolen,
  ),
  line(
    'after a reuse: the newest refresh token',
    'RFC 9700 4.14.2',
    theft(async (entrance, _login, newest) => await refresh(entrance, newest.refresh)),
    refused,
  ),
  line(
    'after a reuse: the reused one again',
    'RFC 9700 4.14.2',
    theft(async (entrance, login) => await refresh(entrance, login.refresh)),
    refused,
  ),
  line(
    'after a reuse: the newest access token',
    'RFC 7009 3',
    theft(async (entrance, _login, newest) => await afterTheEnd(entrance, newest.access)),
    endedAsTheCardSays,
  ),
  line(
    'after a reuse: the first access token',
    'RFC 7009 3',
    theft(async (entrance, login) => await afterTheEnd(entrance, login.access)),
    endedAsTheCardSays,
  ),
  line(
    'after a reuse: another login of the subject',
    'RFC 9700 4.14.2',
    theft(async (entrance, login) => {
      const other = await logIn(entrance, login.account);
      return await refresh(entrance, other.refresh);
    }),
    renewed,
  ),
  line(
    'a login from before a reuse in another one',
    'RFC 9700 4.14.2',
    on(async (entrance, other) => {
      const login = await logIn(entrance, other.account);
      await successor(entrance, login.refresh, 2);
      await refresh(entrance, login.refresh);
      return await refresh(entrance, other.refresh);
    }),
    renewed,
  ),
];

export const refreshCases: readonly Case[] = [...rotation, ...reuse];
