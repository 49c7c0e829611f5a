import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { countCommands, type RedisServer, startRedisServer } from '../../test/lab/redis-server.ts';
import { createDenylist } from './revocation.ts';

const issuer = 'urn:lab:tokens';
const settings = { issuer, ttlSeconds: 900, refreshTtlSeconds: 28_800, clockToleranceSeconds: 5 };
const login = { sub: 'alice', sid: 'sid-1', loginAtMs: 0 };

describe('the denylist', () => {
  let redis: RedisServer;
  beforeAll(async () => {
    redis = await startRedisServer();
  });
  afterAll(() => redis.stop());
  beforeEach(() => redis.client.flushall());

  const list = () => createDenylist(redis.client, settings);
  const redisNowMs = async () => {
    const [seconds, microseconds] = await redis.client.time();
    return Number(seconds) * 1000 + Math.floor(Number(microseconds) / 1000);
  };

  test('knows nothing of a token that nobody revoked', async () => {
    expect(await list().isRevoked({ ...login, loginAtMs: await redisNowMs() }, 'jti-1')).toBe(
      false,
    );
  });

  test('a revoked login takes all its tokens with it, and no other login', async () => {
    const exp = Math.floor((await redisNowMs()) / 1000) + 900;
    await list().revokeLogin('sid-1', { jti: 'jti-1', exp });
    expect(await list().isRevoked(login, 'jti-1')).toBe(true);
    expect(await list().isRevoked(login, 'jti-2')).toBe(true);
    expect(await list().isRevoked({ ...login, sid: 'sid-2' }, 'jti-3')).toBe(false);
  });

  test('entries are keyed by issuer', async () => {
    const exp = Math.floor((await redisNowMs()) / 1000) + 900;
    await list().revokeLogin('sid-1', { jti: 'jti-1', exp });
    const other = createDenylist(redis.client, { ...settings, issuer: 'urn:lab:other' });
    expect(await other.isRevoked(login, 'jti-1')).toBe(false);
  });

  test('the entry of a token lives until its expiry plus the tolerance, by the clock of Redis', async () => {
    const exp = Math.floor((await redisNowMs()) / 1000) + 900;
    await list().revokeLogin('sid-1', { jti: 'jti-1', exp });
    expect(await redis.client.expiretime(`deny:${issuer}:jti-1`)).toBe(exp + 5);
  });

  test('revoking again changes nothing, also when the token has expired', async () => {
    const exp = Math.floor((await redisNowMs()) / 1000) - 60;
    await list().revokeLogin('sid-1', { jti: 'jti-1', exp });
    await list().revokeLogin('sid-1', { jti: 'jti-1', exp });
    expect(await redis.client.exists(`deny:${issuer}:jti-1`)).toBe(0);
  });

  test.for([
    ['a fraction', 4_000_000_000.5, 4_000_000_006],
    ['the last second of a Date', 8_640_000_000_000, 8_640_000_000_005],
  ] as const)('an expiry that is %s becomes whole seconds', async ([, exp, endsAt]) => {
    await list().revokeLogin('sid-1', { jti: 'jti-1', exp });
    expect(await redis.client.expiretime(`deny:${issuer}:jti-1`)).toBe(endsAt);
  });

  test.for([0, -1, -5, -8_640_000_000_000])('an expiry of %d breaks nothing', async (exp) => {
    await list().revokeLogin('sid-1', { jti: 'jti-1', exp });
    expect(await redis.client.exists(`deny:${issuer}:jti-1`)).toBe(0);
    expect(await list().isRevoked(login, 'jti-1')).toBe(true);
  });

  test('a check is one command', async () => {
    await list().isRevoked(login, 'jti-1');
    const before = await countCommands(redis.client);
    await list().isRevoked(login, 'jti-1');
    const after = await countCommands(redis.client);
    expect(after.mget).toBe((before.mget ?? 0) + 1);
    expect({ ...after, mget: 0 }).toEqual({ ...before, mget: 0 });
  });

  test('a not-before parts the logins at one millisecond, not at one second', async () => {
    for (let round = 0; round < 20; round += 1) {
      const before = { ...login, loginAtMs: await list().loginTimeMs('alice') };
      await list().revokeSubject('alice', 0);
      const after = { ...login, loginAtMs: await list().loginTimeMs('alice') };
      expect(await list().isRevoked(before)).toBe(true);
      expect(await list().isRevoked(after)).toBe(false);
    }
  });

  test('a login in the same millisecond as the not-before still comes after it', async () => {
    const future = (await redisNowMs()) + 60_000;
    await redis.client.set(`not-before:${issuer}:alice`, future);
    expect(await list().loginTimeMs('alice')).toBe(future + 1);
    expect(await list().isRevoked({ ...login, loginAtMs: future })).toBe(true);
    expect(await list().isRevoked({ ...login, loginAtMs: future + 1 })).toBe(false);
  });

  test('a not-before is never lowered, not even by a clock that went back', async () => {
    const future = (await redisNowMs()) + 60_000;
    await redis.client.set(`not-before:${issuer}:alice`, future);
    await list().revokeSubject('alice', 0);
    expect(await redis.client.get(`not-before:${issuer}:alice`)).toBe(String(future + 1));
  });

  test('a logout-all ends the login that asks for it, also when that is dated after the clock of Redis', async () => {
    const ahead = { ...login, loginAtMs: (await redisNowMs()) + 3_600_000 };
    const later = { ...ahead, loginAtMs: ahead.loginAtMs + 1 };
    await list().revokeSubject('alice', ahead.loginAtMs);
    expect(await list().isRevoked(ahead)).toBe(true);
    expect(await list().isRevoked(later)).toBe(false);
    expect(await list().loginTimeMs('alice')).toBe(later.loginAtMs);
    // One that asks with an older login lowers nothing.
    await list().revokeSubject('alice', 0);
    expect(await list().isRevoked(later)).toBe(true);
  });

  test('a not-before outlives everything that can be refreshed from before it', async () => {
    await list().revokeSubject('alice', 0);
    const lifeSeconds = await redis.client.ttl(`not-before:${issuer}:alice`);
    expect(lifeSeconds).toBeGreaterThan(settings.refreshTtlSeconds);
  });
});
