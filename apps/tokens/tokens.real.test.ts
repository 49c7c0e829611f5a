import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ContractTarget } from '../../test/contract/facts.ts';
import { targetOf } from '../../test/contract/target.ts';
import { type RedisServer, startRedisServer } from '../../test/lab/redis-server.ts';
import { type Replicas, startReplicas } from '../../test/lab/replicas.ts';

let redis: RedisServer;
beforeAll(async () => {
  redis = await startRedisServer();
});
afterAll(() => redis.stop());

/** Order of the curve P-256 (SEC 2, section 2.4.2). */
const curveOrder = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** For each ES256 signature (r, s), (r, n - s) is one too, and anybody can compute it. */
function otherSignature(token: string): string {
  const [header, payload, signature = ''] = token.split('.');
  const bytes = Buffer.from(signature, 'base64url');
  const s = curveOrder - BigInt(`0x${bytes.subarray(32).toString('hex')}`);
  const other = Buffer.concat([
    bytes.subarray(0, 32),
    Buffer.from(s.toString(16).padStart(64, '0'), 'hex'),
  ]);
  return `${header}.${payload}.${other.toString('base64url')}`;
}

/** The last character of a base64url text can carry bits that no byte gets. */
function otherTrailingBits(token: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return token.slice(0, -1) + alphabet[alphabet.indexOf(token.slice(-1)) ^ 1];
}

describe.for([
  ['jose', 'HS256'],
  ['jose', 'RS256'],
  ['jose', 'ES256'],
  ['jose', 'EdDSA'],
  ['jsonwebtoken', 'HS256'],
  ['jsonwebtoken', 'RS256'],
  ['jsonwebtoken', 'ES256'],
] as const)('tokens by %s with %s', ([library, algorithm]) => {
  let replicas: Replicas;
  let target: ContractTarget;
  beforeAll(async () => {
    replicas = await startReplicas({
      contender: 'tokens',
      redisUrl: redis.url,
      count: 2,
      environment: { TOKEN_LIBRARY: library, TOKEN_ALGORITHM: algorithm, CARRIAGE: 'bearer' },
    });
    target = targetOf(replicas, 'bearer');
  });
  afterAll(() => replicas.stop());

  test('work on every replica, and a logout ends them on every replica', async () => {
    const user = await target.member();
    const thief = user.copy();
    for (const _replica of replicas.all) expect((await thief.get('/orders')).status).toBe(200);
    await user.post('/logout');
    for (const _replica of replicas.all) {
      expect((await thief.get('/orders')).body.code).toBe('revoked');
    }
  });

  test('a revoked token stays revoked however it is spelled', async () => {
    const user = await target.member();
    const token = String(user.credential());
    await user.post('/logout');
    const spellings = [`${token}=`, `${token}\t`, ` ${token}`, otherTrailingBits(token)];
    if (algorithm === 'ES256') spellings.push(otherSignature(token));
    for (const spelling of spellings) {
      expect(hash(spelling)).not.toBe(hash(token));
      const thief = target.client();
      thief.hold(spelling);
      const answer = await thief.get('/orders');
      expect(answer.status).toBe(401);
    }
  });

  test('a cart is not an access token, and an access token is not a cart', async () => {
    const user = await target.member();
    const put = await user.put('/cart', { items: [{ sku: 'COAT', quantity: 1 }] });
    const impostor = target.client();
    impostor.hold(String(put.headers.get('x-state')));
    expect((await impostor.get('/me')).body.code).toBe('invalid');
    const credential = String(user.credential());
    const answer = await user.copy().get('/cart', { 'x-state': credential });
    expect(answer.status).toBe(200);
  });
});

/** What a denylist keyed by the token's text would look up: it changes with the spelling. */
function hash(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

test('EdDSA with jsonwebtoken is refused at the start, with the remedy', async () => {
  const start = startReplicas({
    contender: 'tokens',
    redisUrl: redis.url,
    count: 1,
    environment: { TOKEN_LIBRARY: 'jsonwebtoken', TOKEN_ALGORITHM: 'EdDSA' },
  });
  await expect(start).rejects.toThrow(/ended with 1[\s\S]*does not know EdDSA; use jose/);
});
