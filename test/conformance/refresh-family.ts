import { setTimeout as sleep } from 'node:timers/promises';
import type { Contender } from '../../infra/contenders/contenders.ts';
import type { Account, Client } from '../contract/client.ts';
import { askUntil } from '../contract/client.ts';
import type { Entrance, Expected, Reply, Sent } from './case.ts';
import { presentText, tokenCookie } from './token.ts';

/** Contenders whose credentials can be refreshed. */
export function refreshing({ app, credential }: Contender): boolean {
  return app === 'tokens' && credential.refreshes;
}

const notStored = { 'cache-control': 'no-store' } as const;
/** RFC 6749 section 5.2 says 400 at a token endpoint; the contract of the lab says 401, as for every credential. */
export const refused = { status: [400, 401], headers: notStored } as const satisfies Expected;
export const renewed = { status: 200, headers: notStored } as const satisfies Expected;

/** One login with its refresh token. */
export interface Login {
  readonly account: Account;
  readonly client: Client;
  readonly access: string;
  readonly refresh: string;
}

/** A login as a member that no other case uses, or as this one. */
export async function logIn(
  entrance: Entrance,
  account: Account = entrance.nextAccount(),
): Promise<Login> {
  const client = entrance.client();
  // A busy machine may answer 503 or 504. That is not what these cases are about.
  const answer = await askUntil(
    () => client.login(account),
    ({ status }) => status < 500,
    1,
  );
  const inBody = answer.body.refreshToken;
  const refresh = String(inBody ?? client.cookies.get(tokenCookie(entrance, 'refresh')) ?? '');
  if (answer.status !== 200) throw new Error(`login answered ${answer.status}: ${answer.text}`);
  return { account, client, access: client.credential() ?? '', refresh };
}

/** The act on a login of its own. */
export function on(act: (entrance: Entrance, login: Login) => Promise<Reply>) {
  return async (entrance: Entrance): Promise<Reply> => await act(entrance, await logIn(entrance));
}

/** `POST /token/refresh` with this refresh token, as a client of this carriage sends it, and with no access token. */
export async function refresh(
  entrance: Entrance,
  refreshToken: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Reply> {
  return await entrance.send(refreshRequest(entrance, refreshToken, headers));
}

export function refreshRequest(
  entrance: Entrance,
  refreshToken: string,
  headers: Readonly<Record<string, string>> = {},
): Sent {
  const sent = { method: 'POST', path: '/token/refresh' };
  if (entrance.carriage === 'bearer') return { ...sent, body: { refreshToken }, headers };
  const own = `${tokenCookie(entrance, 'refresh')}=${encodeURIComponent(refreshToken)}`;
  const cookie = headers.cookie === undefined ? own : `${headers.cookie}; ${own}`;
  return { ...sent, headers: { ...headers, cookie } };
}

/** The two tokens that a refresh has handed out; each is empty when there is none. */
export function handedOut(entrance: Entrance, reply: Reply): { access: string; refresh: string } {
  if (entrance.carriage === 'bearer') {
    const body = reply.status === 200 ? JSON.parse(reply.body) : {};
    return { access: String(body.credential ?? ''), refresh: String(body.refreshToken ?? '') };
  }
  const cookies = reply.headers.getSetCookie().map((each) => each.split(';', 1)[0] ?? '');
  const valueIn = (kind: string) => {
    const name = `${tokenCookie(entrance, kind)}=`;
    return cookies.find((pair) => pair.startsWith(name))?.slice(name.length) ?? '';
  };
  return { access: valueIn('token'), refresh: valueIn('refresh') };
}

/** Trades the refresh token this many times in a row. Throws when one of them is refused. */
export async function successor(
  entrance: Entrance,
  refreshToken: string,
  generations = 1,
): Promise<{ access: string; refresh: string }> {
  let tokens = { access: '', refresh: refreshToken };
  for (let generation = 0; generation < generations; generation += 1) {
    const reply = await refresh(entrance, tokens.refresh);
    if (reply.status !== 200) throw new Error(`refresh answered ${reply.status}: ${reply.body}`);
    tokens = handedOut(entrance, reply);
  }
  return tokens;
}

/** `/me` with an access token whose login has ended; where the guarantee says "soon", asked until it is refused. */
export async function afterTheEnd(entrance: Entrance, access: string): Promise<Reply> {
  const giveUpMs = performance.now() + 15_000;
  for (;;) {
    const reply = await presentText(entrance, access);
    const waits = entrance.facts.logoutHolds === 'soon' && reply.status === 200;
    if (!waits || performance.now() > giveUpMs) return reply;
    await sleep(100);
  }
}

/** What the card promises of an access token whose login has ended (RFC 7009 section 3 allows both). */
export function endedAsTheCardSays({ facts }: Entrance): Expected {
  return facts.logoutHolds === 'at-expiry' ? { status: 200 } : { status: 401, code: 'revoked' };
}

/** A reply with the status of the last and with all of them in its body: `200,401`. */
export function allOf(...replies: readonly Reply[]): Reply {
  const last = replies.at(-1);
  if (last === undefined) throw new RangeError('there is no reply');
  return { ...last, body: replies.map(({ status }) => status).join(',') };
}
