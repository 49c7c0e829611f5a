import { setTimeout as delay } from 'node:timers/promises';
import { type Account, type Credential, credentialFrom } from '../../load/credential.ts';
import type { RaceEvent } from '../../result/revocation-findings.ts';
import type { Random } from '../../stats/random.ts';
import { judgeSettled, type RacedLogout, send } from './race.ts';

/** Logins of the same subject that are sent before and after the logout from everywhere, spread over the replicas. */
const loginsBefore = 4;
const loginsAfter = 2;
/** The logout from everywhere is sent at a random moment within this time after the first of them. */
const spreadMs = 6;

const logoutAll = { method: 'POST', path: '/logout-all', body: null } as const;
const me = { method: 'GET', path: '/me', body: null } as const;

/**
 * Logins beside a logout from everywhere. A login that is under way may be granted, because it is as good as one that
 * comes after. But once everything is answered, a second logout from everywhere must end it: a login that it misses is
 * a credential that nothing ends but its expiry.
 * @param urls where the subject logs in and its credentials are good
 */
export async function raceLogins(
  urls: readonly string[],
  account: Account,
  random: Random,
): Promise<RacedLogout> {
  const granted: Credential[] = [];
  const anyUrl = (): string => random.shuffle(urls)[0] ?? '';
  const raceLogin = async (): Promise<RaceEvent> => {
    const { event, credential } = await logIn(anyUrl(), account);
    if (credential !== null) granted.push(credential);
    return event;
  };
  const logOutEverywhere = async (): Promise<() => Promise<RaceEvent>> => {
    const { credential } = await logIn(anyUrl(), account);
    if (credential === null) throw new Error('the login before a logout from everywhere failed');
    const url = anyUrl();
    return async () => (await send({ url }, logoutAll, credential)).event;
  };

  const logOut = await logOutEverywhere();
  const before = Array.from({ length: loginsBefore }, raceLogin);
  await delay(random.uniform() * spreadMs);
  const logout = logOut();
  const after = Array.from({ length: loginsAfter }, raceLogin);
  const events = await Promise.all([...before, logout, ...after]);
  const second = await (await logOutEverywhere())();
  if (second.status !== 204) throw new Error(`the second logout was answered ${second.status}`);
  return await judgeSettled(events, () =>
    granted.flatMap((credential) => urls.map((url) => send({ url }, me, credential))),
  );
}

async function logIn(url: string, account: Account) {
  const sent = { method: 'POST', path: '/login', body: JSON.stringify(account) } as const;
  const { event, setCookie, text = '' } = await send({ url }, sent, null);
  const credential = event.status === 200 ? credentialFrom(setCookie, JSON.parse(text)) : null;
  return { event, credential };
}
