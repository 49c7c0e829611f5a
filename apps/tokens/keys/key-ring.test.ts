import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeProtectedHeader } from 'jose';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { readConfig } from '../../shared/config.ts';
import type { TokenLibrary } from '../jwt/library.ts';
import { environment, settingsOf } from '../settings.ts';
import { createTokenLibrary, openKeySource } from '../strategy.ts';
import { type KeyRing, openKeyRing } from './key-ring.ts';

/** The clock stands still where a test has set it. */
const startMs = Date.UTC(2026, 10, 22, 12);
let folder: string;
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: startMs });
  folder = await mkdtemp(join(tmpdir(), 'lab-keys-'));
});
afterEach(async () => {
  vi.useRealTimers();
  await rm(folder, { recursive: true });
});

describe('the key ring of a replica', () => {
  const limits = { jwksCooldownMs: 30_000, clockToleranceSeconds: 5 };
  const open = () =>
    openKeyRing({ ...limits, keysFile: join(folder, 'keys.json'), algorithm: 'ES256' }, Date.now);

  test('a withdrawn key is no longer in the key set, and another one signs', async () => {
    const ring = await open();
    const before = await ring.signingKey();
    const { kid, kids, next } = await ring.withdraw();
    expect(kids).toEqual([kid]);
    expect(next).toBeNull();
    expect(kid).not.toBe(before.kid);
    expect((await ring.signingKey()).kid).toBe(kid);
    expect((await ring.current()).publicJwks.keys.map((key) => key.kid)).toEqual([kid]);
  });

  test('after a rotation both keys are in the set, and the new one signs when every replica can have fetched it', async () => {
    const ring = await open();
    const { kid: old } = await ring.signingKey();
    const { kid, kids, next } = await ring.rotate();
    expect(kid).toBe(old);
    expect(kids).toEqual([next?.kid, old]);
    expect(next?.signsFrom).toBe(new Date(startMs + 36_000).toISOString());
    vi.setSystemTime(startMs + 35_999);
    expect((await ring.signingKey()).kid).toBe(old);
    vi.setSystemTime(startMs + 36_000);
    expect((await ring.signingKey()).kid).toBe(next?.kid);
    expect(await ring.withdraw()).toEqual({ kid: next?.kid, kids: [next?.kid], next: null });
  });

  test('a replica that starts during a rotation signs with the same key as the others', async () => {
    const ring = await open();
    const { kid } = await ring.rotate();
    expect((await (await open()).signingKey()).kid).toBe(kid);
  });

  test('another replica notices the withdrawal', async () => {
    const [one, other] = await Promise.all([open(), open()]);
    const { kid } = await one.withdraw();
    expect((await other.signingKey()).kid).toBe(kid);
  });

  test('refresh tokens stay good, because their secret is another', async () => {
    const ring = await open();
    const { refreshSecret } = await ring.current();
    await ring.withdraw();
    expect((await ring.current()).refreshSecret).toEqual(refreshSecret);
  });

  test('the keys are read again only when the file has changed', async () => {
    const ring = await open();
    expect(await ring.current()).toBe(await ring.current());
  });
});

describe('the bounds in time of a rotation, with the settings that a contender has', () => {
  const names = ['one', 'other'] as const;
  let keyServer: Server;
  let ring: KeyRing;
  let replicas: readonly TokenLibrary[];

  beforeEach(async () => {
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
    const log = () => undefined;
    ring = await openKeyRing(settings, Date.now);
    replicas = await Promise.all(
      names.map(async () => {
        const own = await openKeyRing(settings, Date.now);
        const keySource = await openKeySource(settings, own, { log });
        return createTokenLibrary(settings, own, keySource, Date.now);
      }),
    );
  });
  afterEach(() => {
    keyServer.closeAllConnections();
    keyServer.close();
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
});
