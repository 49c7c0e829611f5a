import { setTimeout as delay } from 'node:timers/promises';
import { Client, request } from 'undici';
import { type Credential, headersFor } from '../../load/credential.ts';
import type { Race, RaceEvent } from '../../result/revocation-findings.ts';
import type { Random } from '../../stats/random.ts';
import { createAttempts } from './attempts.ts';

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
} as const satisfies Record<InFlight, Sent>;

/** One request of a race. */
export interface Sent {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly body: string | null;
}

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

/** A connection of its own: no request waits for another one in the client. */
interface Lane {
  readonly url: string;
  readonly dispatcher: Client;
}

/** `urls`: the replicas, or the one address at which the credential is known. */
export function openRaceTrack(urls: readonly string[]): RaceTrack {
  const perUrl = Math.ceil((requestsBefore + requestsAfter + 1) / urls.length);
  const lanes = urls.flatMap((url) =>
    Array.from({ length: perUrl }, (): Lane => {
      return { url, dispatcher: new Client(url, { pipelining: 1, keepAliveTimeout: 60_000 }) };
    }),
  );
  const checking = lanes.filter((_, index) => index % perUrl === 0);
  return {
    urls,
    async race(credential, inFlight, random) {
      const events = await runRace(random.shuffle(lanes), credential, inFlight, random);
      const check = () => checking.map((lane) => send(lane, requests.touch, credential));
      return await judgeSettled(events, check);
    },
    close: async () => {
      await Promise.all(lanes.map(({ dispatcher }) => dispatcher.destroy()));
    },
  };
}

async function runRace(
  lanes: readonly Lane[],
  credential: Credential,
  inFlight: InFlight,
  random: Random,
): Promise<RaceEvent[]> {
  const free = lanes.values();
  const sendNext = async (sent: Sent): Promise<RaceEvent> => {
    const lane = free.next().value;
    if (lane === undefined) throw new RangeError('more requests than connections');
    return (await send(lane, sent, credential)).event;
  };
  const before = Array.from({ length: requestsBefore }, () => sendNext(requests[inFlight]));
  await pause(random.uniform() * spreadMs);
  const logout = sendNext({ method: 'POST', path: '/logout', body: null });
  const after = Array.from({ length: requestsAfter }, () => sendNext(requests[inFlight]));
  return await Promise.all([...before, logout, ...after]);
}

/** Timers are too coarse below a millisecond or two; waiting awake lets answers in between through. */
async function pause(ms: number): Promise<void> {
  const untilMs = performance.now() + ms;
  while (performance.now() < untilMs) await delay(0);
}

/** What a request of a race brought: how it ended, and the answer for a login to read. */
interface Answered {
  readonly event: RaceEvent;
  readonly setCookie?: string | string[] | undefined;
  readonly text?: string;
}

/** Sends one request with the credential, if any. Never rejects: a failure is an event without a status. */
export async function send(
  { url, dispatcher }: { readonly url: string; readonly dispatcher?: Client },
  { method, path, body }: Sent,
  credential: Credential | null,
): Promise<Answered> {
  const named = { request: `${method} ${path}` };
  const type = body === null ? {} : { 'content-type': 'application/json' };
  const headers = { ...(credential === null ? {} : headersFor(credential, path)), ...type };
  const through = dispatcher === undefined ? {} : { dispatcher };
  const sentMs = performance.now();
  try {
    const answer = await request(url + path, { method, headers, body, ...through });
    const text = await answer.body.text();
    const doneMs = performance.now();
    const replica = single(answer.headers['x-replica']);
    const event = { ...named, replica, sentMs, doneMs, status: answer.statusCode };
    return { event, setCookie: answer.headers['set-cookie'], text };
  } catch {
    const doneMs = performance.now();
    return { event: { ...named, replica: null, sentMs, doneMs, status: null } };
  }
}

function single(header: string | string[] | undefined): string | null {
  return typeof header === 'string' ? header : null;
}

/**
 * Judges a race by whether the credential works when all else has been answered. Where it does, `check` asks once more,
 * because a push may still be on its way. What works after that has come back to stay.
 */
export async function judgeSettled(
  raced: readonly RaceEvent[],
  check: () => readonly Promise<Answered>[],
): Promise<RacedLogout> {
  const ask = async () => (await Promise.all(check())).map(({ event }) => event);
  const checks = await ask();
  if (!checks.some(accepted)) return judge(raced, checks);
  await delay(pushMs);
  return judge([...raced, ...checks], await ask());
}

function accepted({ status }: RaceEvent): boolean {
  return status !== null && status >= 200 && status < 300;
}

/** Reads from requests and answers whether a credential came back. Times become relative to the logout's sending. */
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
  const attempts = createAttempts(`races of ${contender}`);
  const add = ({ overlapped, cameBack, events }: RacedLogout): void => {
    // The first that came back says more than the first.
    if (row.example === null || (cameBack && row.cameBack === 0)) row.example = [...events];
    row.races += 1;
    if (overlapped) row.overlapped += 1;
    if (cameBack) row.cameBack += 1;
  };
  return {
    row,
    add,
    /** Runs one race and adds it. One that could not be run counts as invalid and not as a race. */
    async run(race: () => Promise<RacedLogout>): Promise<void> {
      const attempt = await attempts.make(race);
      if (attempt.ok) add(attempt.value);
      else row.invalid += 1;
    },
  };
}
