import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'undici';
import type { Credential } from '../../load/credential.ts';
import type { Race, RaceEvent } from '../../result/revocation-findings.ts';
import type { Random } from '../../stats/random.ts';

/** Requests of the same credential that are sent before and after the logout, spread over the replicas. */
const requestsBefore = 6;
const requestsAfter = 3;
/** The logout is sent at a random moment within this time after the first of them. */
const spreadMs = 3;
/** Longer than any push takes, and far shorter than what a record lives that has been written again. */
const pushMs = 100;

/** What is under way with the credential that is revoked; `login` is another race, in `login-race.ts`. */
export type InFlight = Exclude<Race['inFlight'], 'login'>;

const requests = {
  write: { method: 'PUT', path: '/cart', body: '{"items":[{"sku":"COAT","quantity":1}]}' },
  read: { method: 'GET', path: '/cart', body: null },
  touch: { method: 'GET', path: '/me', body: null },
} as const satisfies Record<InFlight, { method: string; path: string; body: string | null }>;

type Sent = (typeof requests)[InFlight] | { method: 'POST'; path: '/logout'; body: null };

export interface RacedLogout {
  /** Every request, in the order of its sending; the last ones ask whether the credential works, all else answered. */
  readonly events: readonly RaceEvent[];
  /** An accepted request of the credential was under way while the logout was. */
  readonly overlapped: boolean;
  readonly cameBack: boolean;
}

/** The connections to where a credential of this contender can be presented. */
export interface RaceTrack {
  readonly urls: readonly string[];
  race(credential: Credential, inFlight: InFlight, random: Random): Promise<RacedLogout>;
  close(): Promise<void>;
}

/** `urls`: the replicas, or the one address at which the credential is known. */
export function openRaceTrack(urls: readonly string[]): RaceTrack {
  // One connection for each request that is under way at the same time: none waits for another in the client.
  const lanes = urls.flatMap((url) =>
    Array.from(
      { length: Math.ceil((requestsBefore + requestsAfter + 1) / urls.length) },
      () => new Client(url, { pipelining: 1, keepAliveTimeout: 60_000 }),
    ),
  );
  return {
    urls,
    async race(credential, inFlight, random) {
      const events = await runRace(random.shuffle(lanes), credential, inFlight, random);
      const check = () =>
        Promise.all(urls.map((url) => ask(laneTo(lanes, urls, url), credential, requests.touch)));
      const checks = await check();
      if (!checks.some(accepted)) return judge(events, checks);
      // A push may still be on its way. What has come back is here to stay.
      await delay(pushMs);
      return judge([...events, ...checks], await check());
    },
    close: async () => {
      await Promise.all(lanes.map((lane) => lane.destroy()));
    },
  };
}

/** Lanes are in the order of their addresses, the same number for each. */
function laneTo(lanes: readonly Client[], urls: readonly string[], url: string): Client {
  const lane = lanes[urls.indexOf(url) * (lanes.length / urls.length)];
  if (lane === undefined) throw new RangeError('no connection to this address');
  return lane;
}

async function runRace(
  lanes: readonly Client[],
  credential: Credential,
  inFlight: InFlight,
  random: Random,
): Promise<RaceEvent[]> {
  const free = lanes.values();
  const send = (sent: Sent): Promise<RaceEvent> => {
    const lane = free.next().value;
    if (lane === undefined) throw new RangeError('more requests than connections');
    return ask(lane, credential, sent);
  };
  const before = Array.from({ length: requestsBefore }, () => send(requests[inFlight]));
  await pause(random.uniform() * spreadMs);
  const logout = send({ method: 'POST', path: '/logout', body: null });
  const after = Array.from({ length: requestsAfter }, () => send(requests[inFlight]));
  return await Promise.all([...before, logout, ...after]);
}

/** Timers are too coarse below a millisecond or two; waiting awake lets answers in between through. */
async function pause(ms: number): Promise<void> {
  const untilMs = performance.now() + ms;
  while (performance.now() < untilMs) await delay(0);
}

async function ask(lane: Client, credential: Credential, sent: Sent): Promise<RaceEvent> {
  const request = `${sent.method} ${sent.path}`;
  const sentMs = performance.now();
  const type = sent.body === null ? {} : { 'content-type': 'application/json' };
  try {
    const answer = await lane.request({
      method: sent.method,
      path: sent.path,
      headers: { ...credential.headers, ...type },
      body: sent.body,
    });
    await answer.body.dump();
    const replica = answer.headers['x-replica'];
    const doneMs = performance.now();
    const status = answer.statusCode;
    return {
      request,
      replica: typeof replica === 'string' ? replica : null,
      sentMs,
      doneMs,
      status,
    };
  } catch {
    return { request, replica: null, sentMs, doneMs: performance.now(), status: null };
  }
}

function accepted({ status }: RaceEvent): boolean {
  return status !== null && status >= 200 && status < 300;
}

/** What a race came to, from what was sent and answered. Times become relative to the logout's sending. */
export function judge(raced: readonly RaceEvent[], checks: readonly RaceEvent[]): RacedLogout {
  const logout = raced.find(({ request }) => request.startsWith('POST /logout'));
  if (logout === undefined || logout.status !== 204) {
    throw new Error(`the logout of a race was answered ${logout?.status ?? 'not at all'}`);
  }
  const relative = (event: RaceEvent) => ({
    ...event,
    sentMs: event.sentMs - logout.sentMs,
    doneMs: event.doneMs - logout.sentMs,
  });
  return {
    events: [...raced, ...checks].map(relative).sort((a, b) => a.sentMs - b.sentMs),
    overlapped: raced.some(
      (event) =>
        event !== logout &&
        accepted(event) &&
        event.sentMs < logout.doneMs &&
        event.doneMs > logout.sentMs,
    ),
    cameBack: checks.some(accepted),
  };
}

/** Adds races up into the row of one contender and kind of request. */
export function createTally(contender: string, inFlight: Race['inFlight']) {
  const counts = { races: 0, overlapped: 0, cameBack: 0, invalid: 0 };
  const row: Race = { contender, inFlight, ...counts, example: null };
  return {
    row,
    add({ overlapped, cameBack, events }: RacedLogout): void {
      // The first that came back says more than the first.
      if (row.example === null || (cameBack && row.cameBack === 0)) row.example = [...events];
      row.races += 1;
      if (overlapped) row.overlapped += 1;
      if (cameBack) row.cameBack += 1;
    },
    /** A race that could not be run: no race, and counted as that. */
    fail(): void {
      row.invalid += 1;
    },
  };
}
