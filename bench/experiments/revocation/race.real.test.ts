import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Arm, Stack } from '../../../infra/stack/stack.ts';
import { startStack } from '../../../infra/stack/start.ts';
import { logInMany } from '../../load/credential.ts';
import { createRandom } from '../../stats/random.ts';
import { raceLogins } from './login-race.ts';
import { createTally, type InFlight, openRaceTrack } from './race.ts';

let stack: Stack;
const races = 40;

beforeAll(async () => {
  const arms = ['sessions', 'sessions-hardened', 'tokens'].map((contender) => ({
    arm: contender,
    contender,
  }));
  stack = await startStack({ driver: 'native', arms });
});
afterAll(() => stack.stop());

async function race(contender: string, inFlight: InFlight) {
  const arm: Arm | undefined = stack.arms.get(contender);
  if (arm === undefined) throw new TypeError(`no arm ${contender}`);
  const accounts = Array.from({ length: races }, (_, index) => stack.loadAccount(index));
  const credentials = await logInMany(arm.url, accounts);
  const track = openRaceTrack(arm.replicas.map(({ url }) => url));
  const tally = createTally(contender, inFlight);
  const random = createRandom(3);
  try {
    for (const credential of credentials) {
      tally.add(await track.race(credential, inFlight, random));
    }
    return tally.row;
  } finally {
    await track.close();
  }
}

test('a session as documented comes back when a write is under way at the logout', async () => {
  const row = await race('sessions', 'write');
  expect(row.races).toBe(races);
  expect(row.cameBack).toBeGreaterThan(0);
  const last = row.example?.at(-1);
  expect(last?.request).toBe('GET /me');
});

test('a hardened session does not come back', async () => {
  const row = await race('sessions-hardened', 'write');
  expect(row.overlapped).toBeGreaterThan(0);
  expect(row.cameBack).toBe(0);
});

test('a denied token does not come back', async () => {
  const row = await race('tokens', 'write');
  expect(row.overlapped).toBeGreaterThan(0);
  expect(row.cameBack).toBe(0);
});

test.for(['sessions', 'sessions-hardened', 'tokens'])(
  '%s: a second logout from everywhere ends each login that was under way during the first',
  async (contender) => {
    const urls = stack.arms.get(contender)?.replicas.map(({ url }) => url) ?? [];
    const tally = createTally(contender, 'login');
    const random = createRandom(5);
    for (let index = 0; index < races; index++) {
      tally.add(await raceLogins(urls, stack.loadAccount(1000 + index), random));
    }
    expect(tally.row).toMatchObject({ inFlight: 'login', races, cameBack: 0 });
    // Otherwise the logins were all over, or had not begun, when the logout came.
    expect(tally.row.overlapped).toBeGreaterThan(races / 4);
  },
);
