import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Client } from '../../test/contract/client.ts';
import type { ContractTarget } from '../../test/contract/facts.ts';
import { refreshAt, refreshTokenOf } from '../../test/contract/refresh-rules.ts';
import { targetOf } from '../../test/contract/target.ts';
import { type RedisServer, startRedisServer } from '../../test/lab/redis-server.ts';
import { type Replicas, startReplicas } from '../../test/lab/replicas.ts';

/** Tokens that live for one second, so that they expire while the test looks on. */
let redis: RedisServer;
beforeAll(async () => {
  redis = await startRedisServer();
});
afterAll(() => redis.stop());

describe.for(
  (['tokens', 'tokens-short', 'tokens-pushed'] as const).flatMap((contender) => [
    [contender, 'cookie'] as const,
    [contender, 'bearer'] as const,
  ]),
)('%s with %s carriage', ([contender, carriage]) => {
  let replicas: Replicas;
  let target: ContractTarget;
  beforeAll(async () => {
    replicas = await startReplicas({
      contender,
      redisUrl: redis.url,
      count: 1,
      environment: {
        CARRIAGE: carriage,
        CREDENTIAL_TTL_SECONDS: '1',
        CLOCK_TOLERANCE_SECONDS: '0',
      },
    });
    target = targetOf(replicas, carriage);
  });
  afterAll(() => replicas.stop());

  const refresh = (refreshToken: string) =>
    refreshAt(contender, carriage, target.client(), refreshToken);
  const signIn = async () => {
    const user = target.client();
    const account = target.nextAccount();
    // A busy machine may answer 503.
    let answer = await user.login(account);
    while (answer.status === 503) answer = await user.login(account);
    expect(answer.status).toBe(200);
    return { user, refreshToken: refreshTokenOf(user, answer) };
  };
  const untilExpired = (user: Client) =>
    expect.poll(async () => (await user.get('/me')).body.code).toBe('expired');

  test('a logout with an expired token ends the login: 204, no cookies, no refresh', async () => {
    const { user, refreshToken } = await signIn();
    await user.put('/cart', { items: [{ sku: 'COAT', quantity: 1 }] });
    await untilExpired(user);
    const answer = await user.post('/logout');
    expect([answer.status, answer.text]).toEqual([204, '']);
    expect([...user.cookies.keys()]).toEqual([]);
    const refused = await refresh(refreshToken);
    expect([refused.status, refused.body.code]).toEqual([401, 'invalid_refresh_token']);
  });

  if (carriage === 'cookie') {
    test('a logout with the refresh cookie alone ends the login: 204, no cookies, no refresh', async () => {
      const { user, refreshToken } = await signIn();
      user.cookies.delete(`token_${contender.replaceAll('-', '_')}`);
      const answer = await user.post('/logout');
      expect([answer.status, answer.text, user.cookies.size]).toEqual([204, '', 0]);
      expect((await refresh(refreshToken)).body.code).toBe('invalid_refresh_token');
    });

    test('a logout with a refresh cookie that was made up ends nothing', async () => {
      const { refreshToken } = await signIn();
      const forger = target.client();
      const forged = refreshToken.replace(/\.\d+\./, '.7.');
      forger.cookies.set(`refresh_${contender.replaceAll('-', '_')}`, forged);
      const answer = await forger.post('/logout');
      expect([answer.status, answer.body.code]).toEqual([401, 'unknown']);
      expect((await refresh(refreshToken)).status).toBe(200);
    });
  }

  test('a logout can be repeated', async () => {
    const { user } = await signIn();
    const again = user.copy();
    expect((await user.post('/logout')).status).toBe(204);
    expect((await again.post('/logout')).status).toBe(204);
  });

  test('an expired token that was forged ends nothing', async () => {
    const { user, refreshToken } = await signIn();
    await untilExpired(user);
    const [head, body, signature = ''] = String(user.credential()).split('.');
    const middle = signature[40] === 'A' ? 'B' : 'A';
    const forged = `${head}.${body}.${signature.slice(0, 40)}${middle}${signature.slice(41)}`;
    const forger = user.copy();
    forger.hold(forged);
    const answer = await forger.post('/logout');
    expect([answer.status, answer.body.code]).toEqual([401, 'invalid']);
    expect(answer.setCookies).toEqual([]);
    expect((await refresh(refreshToken)).status).toBe(200);
  });

  test('an expired token does nothing else', async () => {
    const { user } = await signIn();
    await untilExpired(user);
    for (const path of ['/logout-all', '/onboarding', '/accounts/load-1/revoke']) {
      expect((await user.post(path)).body.code).toBe('expired');
    }
  });
});

describe.for(['cookie', 'bearer'] as const)('a login over a live credential (%s)', (carriage) => {
  let replicas: Replicas;
  let target: ContractTarget;
  beforeAll(async () => {
    replicas = await startReplicas({
      contender: 'tokens',
      redisUrl: redis.url,
      count: 2,
      environment: { CARRIAGE: carriage, CLOSE_STREAMS: 'on-push' },
    });
    target = targetOf(replicas, carriage);
  });
  afterAll(() => replicas.stop());

  test.for(['the same account', 'another account'] as const)(
    'of %s ends that and what it could refresh, and is good itself',
    async (whose) => {
      const account = target.nextAccount();
      const user = target.client();
      const first = await user.login(account);
      const refreshToken = refreshTokenOf(user, first);
      const thief = user.copy();
      await user.login(whose === 'the same account' ? account : target.nextAccount());
      expect((await user.get('/me')).status).toBe(200);
      expect((await thief.get('/me')).body.code).toBe('revoked');
      expect((await refreshAt('tokens', carriage, target.client(), refreshToken)).status).toBe(401);
    },
  );

  test.runIf(carriage === 'cookie')(
    'a logout with the refresh cookie alone ends the access token too',
    async () => {
      const user = await target.member();
      const thief = user.copy();
      user.cookies.delete('token_tokens');
      expect((await user.post('/logout')).status).toBe(204);
      expect((await thief.get('/me')).body.code).toBe('revoked');
    },
  );

  test('leaves a credential alone that it was not shown', async () => {
    const account = target.nextAccount();
    const [phone, laptop] = [target.client(), target.client()];
    await phone.login(account);
    await laptop.login(account);
    expect((await phone.get('/me')).status).toBe(200);
  });

  test('ends nothing when the password is wrong, and nothing by a forged credential', async () => {
    const account = target.nextAccount();
    const user = target.client();
    await user.login(account);
    const same = user.copy();
    expect((await same.login({ ...account, password: 'AAAA' })).status).toBe(401);
    const forger = user.copy();
    forger.hold(`${String(user.credential()).slice(0, -20)}${'A'.repeat(20)}`);
    expect((await forger.login(target.nextAccount())).status).toBe(200);
    expect((await user.get('/me')).status).toBe(200);
  });

  test('a logout from everywhere takes the cookies off the browser that asks', async () => {
    const user = await target.member();
    await user.put('/cart', { items: [{ sku: 'COAT', quantity: 1 }] });
    expect((await user.post('/logout-all')).status).toBe(204);
    expect([...user.cookies.keys()]).toEqual([]);
  });

  test('a logout from everywhere ends a login that was dated after the clock of Redis', async () => {
    const account = target.nextAccount();
    const aheadMs = Date.now() + 3_600_000;
    // As if the clock of Redis had been an hour ahead at an earlier logout-all, and had then been set right.
    const key = `not-before:urn:lab:tokens:${account.username}`;
    await redis.client.set(key, aheadMs);
    const user = target.client();
    await user.login(account);
    await redis.client.del(key);
    const thief = user.copy();
    expect((await user.post('/logout-all')).status).toBe(204);
    expect((await thief.get('/me')).body.code).toBe('revoked');
    const later = target.client();
    await later.login(account);
    expect((await later.get('/me')).status).toBe(200);
  });
});
