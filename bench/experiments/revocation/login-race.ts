import { setTimeout as delay } from 'node:timers/promises';
import { request } from 'undici';
import { type Account, type Credential, credentialFrom } from '../../load/credential.ts';
import type { RaceEvent } from '../../result/revocation-findings.ts';
import type { Random } from '../../stats/random.ts';
import { judge, type RacedLogout } from './race.ts';

/** Logins of the same subject that are sent before and after the logout from everywhere, spread over the replicas. */
const loginsBefore = 4;
const loginsAfter = 2;
/** The logout from everywhere is sent at a random moment within this time after the first of them. */
const spreadMs = 6;
/** Longer than any push takes. */
const pushMs = 100;

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
  const logIn = async (): Promise<RaceEvent> => {
    const { event, credential } = await ask('POST', anyUrl(), '/login', null, account);
    if (credential !== null) granted.push(credential);
    return event;
  };
  const logOutEverywhere = async (): Promise<() => Promise<RaceEvent>> => {
    const { credential } = await ask('POST', anyUrl(), '/login', null, account);
    if (credential === null) throw new Error('the login before a logout from everywhere failed');
    const url = anyUrl();
    return async () => (await ask('POST', url, '/logout-all', credential, null)).event;
  };

  const logOut = await logOutEverywhere();
  const before = Array.from({ length: loginsBefore }, logIn);
  await delay(random.uniform() * spreadMs);
  const logout = logOut();
  const after = Array.from({ length: loginsAfter }, logIn);
  const events = await Promise.all([...before, logout, ...after]);
  const second = await (await logOutEverywhere())();
  if (second.status !== 204) throw new Error(`the second logout was answered ${second.status}`);

  const check = () =>
    Promise.all(
      granted.flatMap((credential) =>
        urls.map(async (url) => (await ask('GET', url, '/me', credential, null)).event),
      ),
    );
  const checks = await check();
  if (!checks.some(({ status }) => status === 200)) return judge(events, checks);
  // A push may still be on its way. A login that is accepted after that is here to stay.
  await delay(pushMs);
  return judge([...events, ...checks], await check());
}

async function ask(
  method: 'GET' | 'POST',
  url: string,
  path: string,
  presented: Credential | null,
  body: Account | null,
): Promise<{ event: RaceEvent; credential: Credential | null }> {
  const named = { request: `${method} ${path}` };
  const sentMs = performance.now();
  try {
    const answer = await request(url + path, {
      method,
      headers: {
        ...presented?.headers,
        ...(body === null ? {} : { 'content-type': 'application/json' }),
      },
      body: body === null ? null : JSON.stringify(body),
    });
    const text = await answer.body.text();
    const replica = answer.headers['x-replica'];
    const event: RaceEvent = {
      ...named,
      replica: typeof replica === 'string' ? replica : null,
      sentMs,
      doneMs: performance.now(),
      status: answer.statusCode,
    };
    const isGranted = body !== null && answer.statusCode === 200;
    const credential = isGranted
      ? credentialFrom(answer.headers['set-cookie'], JSON.parse(text))
      : null;
    return { event, credential };
  } catch {
    const event = { ...named, replica: null, sentMs, doneMs: performance.now(), status: null };
    return { event, credential: null };
  }
}
