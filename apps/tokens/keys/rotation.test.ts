import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeProtectedHeader } from 'jose';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { readConfig } from '../../shared/config.ts';
import { createTokenLibrary } from '../jwt/configured.ts';
import type { TokenLibrary } from '../jwt/library.ts';
import { environment, settingsOf } from '../settings.ts';
import { type KeyRing, openKeyRing } from './key-ring.ts';

/** The bounds in time of a rotation, with the settings that a contender has, on a clock that stands still. */
const startMs = Date.UTC(2026, 10, 22, 12);
const names = ['one', 'other'] as const;
let folder: string;
let keyServer: Server;
let ring: KeyRing;
let replicas: readonly TokenLibrary[];

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: startMs });
  folder = await mkdtemp(join(tmpdir(), 'lab-rotation-'));
  keyServer = createServer((_req, res) => {
    void ring.current().then(({ publicJwks }) => {
      res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(publicJwks));
    });
  }).listen(0, '127.0.0.1');
  await once(keyServer, 'listening');
  const address = keyServer.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const { config, own } = readConfig('apps/tokens', environment, {
    REPLICA: 'tokens-1',
    PORT: '4101',
    METRICS_PORT: '4201',
    REDIS_URL: 'redis://127.0.0.1:6379',
    KEYS_FILE: join(folder, 'keys.json'),
    LOAD_ACCOUNT_SECRET: 'l'.repeat(32),
    JWKS_URL: `http://127.0.0.1:${port}/`,
  });
  const settings = settingsOf(config, own);
  const now = () => Date.now();
  const log = () => undefined;
  ring = await openKeyRing(settings, now);
  replicas = await Promise.all(
    names.map(async () =>
      createTokenLibrary(settings, await openKeyRing(settings, now), { now, log }),
    ),
  );
});
afterEach(async () => {
  vi.useRealTimers();
  keyServer.closeAllConnections();
  keyServer.close();
  await rm(folder, { recursive: true });
});

const setSeconds = (seconds: number) => vi.setSystemTime(startMs + seconds * 1000);

/** A new token of each replica, as a login would make it now. */
const newTokens = () =>
  Promise.all(
    replicas.map((replica) =>
      replica.sign({ sub: 'alice', exp: Math.floor(Date.now() / 1000) + 900 }, 'at+jwt'),
    ),
  );

/** What each replica says about each of the tokens. */
const verdicts = (tokens: readonly string[]) =>
  Promise.all(
    tokens.flatMap((token) =>
      replicas.map(async (replica) => {
        const verified = await replica.verify(token, 'at+jwt');
        return verified.ok ? 'accepted' : verified.code;
      }),
    ),
  );
const all = (verdict: string) => names.flatMap(() => names.map(() => verdict));

test('no new token is refused after a rotation, and the new key signs 36 seconds after it', async () => {
  const before = await newTokens();
  // Every replica has fetched the set a second before.
  expect(await verdicts(before)).toEqual(all('accepted'));
  setSeconds(1);
  const { kid: old, next } = await ring.rotate();
  const kids: string[] = [];
  for (let second = 1; second <= 70; second += 1) {
    setSeconds(second);
    const tokens = await newTokens();
    expect([second, await verdicts(tokens)]).toEqual([second, all('accepted')]);
    const named = new Set(tokens.map((token) => decodeProtectedHeader(token).kid));
    expect(named.size).toBe(1);
    kids.push(String([...named][0]));
  }
  expect(next).toEqual({ kid: kids.at(-1), signsFrom: new Date(startMs + 37_000).toISOString() });
  expect(kids.indexOf(String(next?.kid))).toBe(36);
  expect(kids[35]).toBe(old);
  expect(await verdicts(before)).toEqual(all('accepted'));
});

test('a new key signs at once when the only one is withdrawn, and replicas refuse it until their cool-down is over', async () => {
  const before = await newTokens();
  expect(await verdicts(before)).toEqual(all('accepted'));
  setSeconds(1);
  const { kid, next } = await ring.withdraw();
  expect(next).toBeNull();
  for (const second of [1, 29]) {
    setSeconds(second);
    const tokens = await newTokens();
    expect(tokens.map((token) => decodeProtectedHeader(token).kid)).toEqual([kid, kid]);
    expect(await verdicts(tokens)).toEqual(all('invalid'));
  }
  setSeconds(30);
  expect(await verdicts(await newTokens())).toEqual(all('accepted'));
  expect(await verdicts(before)).toEqual(all('invalid'));
});

test('without a new token a withdrawn key is believed for 10 minutes after the last fetch, and not longer', async () => {
  const before = await newTokens();
  const lasting = await replicas[0]?.sign({ sub: 'alice', exp: startMs / 1000 + 3600 }, 'at+jwt');
  expect(await verdicts(before)).toEqual(all('accepted'));
  await ring.withdraw();
  setSeconds(599);
  expect(await verdicts([String(lasting)])).toEqual(['accepted', 'accepted']);
  setSeconds(600);
  expect(await verdicts([String(lasting)])).toEqual(['invalid', 'invalid']);
});

test('when the key that signs is withdrawn during a rotation, the next one signs at once', async () => {
  const { kid, next } = await ring.rotate();
  expect((await ring.signingKey()).kid).toBe(kid);
  expect(await ring.withdraw()).toEqual({ kid: next?.kid, kids: [next?.kid], next: null });
  expect((await ring.signingKey()).kid).toBe(next?.kid);
});
