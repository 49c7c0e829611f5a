import { RedisStore } from 'connect-redis';
import type { Request } from 'express';
import type { Session, SessionData, Store } from 'express-session';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { countCommands, type RedisServer, startRedisServer } from '../../test/lab/redis-server.ts';
import { createDirectReader, HardenedStore } from './store.ts';

const ttlSeconds = 100;

let redis: RedisServer;
beforeAll(async () => {
  redis = await startRedisServer();
});
afterAll(() => redis.stop());
beforeEach(() => redis.client.flushall());

const hardened = () =>
  new HardenedStore(redis.client, createDirectReader(redis.client), ttlSeconds, Date.now);

/** The store's callbacks as promises, and requests without HTTP. */
const inUse = (store: Store) => {
  const call = (act: (done: (error?: unknown) => void) => void) =>
    new Promise<void>((resolve, reject) => {
      act((error) => (error == null ? resolve() : reject(error)));
    });
  return {
    /** A request comes and its session is read, as express-session does it. Null: there is none. */
    arrive: (sessionId: string): Promise<Session & SessionData> =>
      new Promise((resolve, reject) => {
        store.get(sessionId, (error, data) => {
          if (error != null || data == null) reject(error ?? new Error('no session'));
          else
            resolve(
              store.createSession({ sessionID: sessionId, sessionStore: store } as Request, data),
            );
        });
      }),
    save: (sessionId: string, session: SessionData) =>
      call((done) => store.set(sessionId, session, done)),
    touch: (sessionId: string, session: SessionData) =>
      call((done) => store.touch?.(sessionId, session, () => done())),
    end: (sessionId: string) => call((done) => store.destroy(sessionId, done)),
  };
};

const plant = (sessionId: string, lifeSeconds: number, data: Partial<SessionData> = {}) => {
  const endsAtMs = Date.now() + lifeSeconds * 1000;
  const cookie = { originalMaxAge: null };
  const text = JSON.stringify({ cookie, subject: 'alice', role: 'admin', endsAtMs, ...data });
  return redis.client.set(`sess:${sessionId}`, text, 'EX', Math.max(1, lifeSeconds));
};

const planted = async (sessionId: string): Promise<Partial<SessionData> | null> => {
  const text = await redis.client.get(`sess:${sessionId}`);
  return text === null ? null : JSON.parse(text);
};

const cart = { items: [{ sku: 'COAT', quantity: 1 }] };

describe('a write that was under way while the session was ended', () => {
  test('brings the session back in connect-redis, as documented', async () => {
    const store = inUse(new RedisStore({ client: redis.client }));
    await plant('s', 90);
    const session = await store.arrive('s');
    await store.end('s');
    await store.save('s', Object.assign(session, { cart }));
    expect(await planted('s')).toMatchObject({ subject: 'alice', cart });
  });

  test('does not bring it back in the hardened store, and the request hears of it', async () => {
    const store = inUse(hardened());
    await plant('s', 90);
    const session = await store.arrive('s');
    await store.end('s');
    await expect(store.save('s', Object.assign(session, { cart }))).rejects.toMatchObject({
      code: 'unknown',
    });
    expect(await planted('s')).toBeNull();
  });

  test('does not bring it back as a touch either', async () => {
    const store = inUse(hardened());
    await plant('s', 10);
    const session = await store.arrive('s');
    await store.end('s');
    await store.touch('s', session);
    expect(await planted('s')).toBeNull();
  });
});

describe('a write that was under way while the role was changed', () => {
  test('takes the demotion back in connect-redis', async () => {
    const store = inUse(new RedisStore({ client: redis.client }));
    await plant('s', 90);
    const session = await store.arrive('s');
    await plant('s', 90, { role: 'member' });
    await store.save('s', Object.assign(session, { cart }));
    expect(await planted('s')).toMatchObject({ role: 'admin', cart });
  });

  test('keeps the demotion in the hardened store, and its own change too', async () => {
    const store = inUse(hardened());
    await plant('s', 90);
    const session = await store.arrive('s');
    await plant('s', 90, { role: 'member' });
    await store.save('s', Object.assign(session, { cart }));
    expect(await planted('s')).toMatchObject({ role: 'member', cart });
  });
});

describe('the life of a record', () => {
  test('is not touched in its first half', async () => {
    const store = inUse(hardened());
    await plant('s', 60);
    const session = await store.arrive('s');
    const before = await countCommands(redis.client);
    await store.touch('s', session);
    expect(await countCommands(redis.client)).toEqual(before);
  });

  test('is prolonged in its second half, to its full length', async () => {
    const store = inUse(hardened());
    await plant('s', 40);
    const session = await store.arrive('s');
    await store.touch('s', session);
    expect(await redis.client.ttl('sess:s')).toBeGreaterThan(ttlSeconds - 5);
    // The new end is in the record, so the next request does not prolong it again.
    const again = await store.arrive('s');
    const before = await countCommands(redis.client);
    await store.touch('s', again);
    expect(await countCommands(redis.client)).toEqual(before);
  });

  test('ends by its own date, even if the text is still there', async () => {
    await plant('s', -1);
    await expect(inUse(hardened()).arrive('s')).rejects.toThrow('no session');
  });
});

test('a new session is saved with its life, and then updated', async () => {
  const store = hardened();
  const session = {
    cookie: { originalMaxAge: null },
    subject: 'bob',
  } satisfies SessionData;
  await inUse(store).save('new', session);
  await inUse(store).save('new', Object.assign(session, { cart }));
  expect(await planted('new')).toMatchObject({ subject: 'bob', cart });
  expect(await redis.client.ttl('sess:new')).toBeGreaterThan(ttlSeconds - 5);
});
