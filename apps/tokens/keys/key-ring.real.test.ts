import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { decodeProtectedHeader } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { targetOf } from '../../../test/contract/target.ts';
import { type RedisServer, startRedisServer } from '../../../test/lab/redis-server.ts';
import { labAccount, type Replicas, startReplicas } from '../../../test/lab/replicas.ts';
import { loadKeys } from './key-file.ts';

describe('the public key set', () => {
  let folder: string;
  let redis: RedisServer;
  let keyServer: Server;
  let replicas: Replicas;
  let served = 0;
  let broken = true;

  /** The key set is served from elsewhere, where each look at it is counted. */
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lab-jwks-'));
    const keysFile = join(folder, 'keys.json');
    const { publicJwks } = await loadKeys(keysFile, 'ES256');
    keyServer = createServer((_req, res) => {
      served += 1;
      res.writeHead(broken ? 500 : 200, { 'content-type': 'application/json' });
      res.end(JSON.stringify(publicJwks));
    }).listen(0, '127.0.0.1');
    await once(keyServer, 'listening');
    const address = keyServer.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    redis = await startRedisServer();
    replicas = await startReplicas({
      contender: 'tokens-stateless',
      redisUrl: redis.url,
      count: 1,
      environment: { KEYS_FILE: keysFile, JWKS_URL: `http://127.0.0.1:${port}/` },
    });
  });
  afterAll(async () => {
    await replicas.stop();
    await redis.stop();
    keyServer.close();
    await rm(folder, { recursive: true });
  });

  test('without keys nobody is judged: 503, and not 401, and the answer says what was wrong', async () => {
    const user = await targetOf(replicas, 'bearer').client();
    user.hold('eyJhbGciOiJFUzI1NiIsInR5cCI6ImF0K2p3dCIsImtpZCI6ImEifQ.e30.AAAA');
    const answer = await user.get('/me', { cookie: `token_tokens_stateless=${user.credential()}` });
    expect([answer.status, answer.body.code]).toEqual([503, 'keys_unavailable']);
    expect(answer.body.detail).toBe('The verification keys could not be had: it answered 500.');
    expect(replicas.all[0]?.process.output()).toContain('"reason":"it answered 500"');
  });

  test('the key set is fetched once, and forged key names do not make it be fetched again', async () => {
    broken = false;
    served = 0;
    // The replica remembers the failure for a second.
    await setTimeout(1100);
    const target = targetOf(replicas, 'cookie');
    const user = await target.member();
    for (let asked = 0; asked < 20; asked += 1) expect((await user.get('/me')).status).toBe(200);
    const forger = user.copy();
    const [, payload, signature] = String(user.credential()).split('.');
    for (let asked = 0; asked < 20; asked += 1) {
      const header = JSON.stringify({ alg: 'ES256', typ: 'at+jwt', kid: `forged-${asked}` });
      forger.hold(`${Buffer.from(header).toString('base64url')}.${payload}.${signature}`);
      expect((await forger.get('/me')).body.code).toBe('invalid');
    }
    expect(served).toBe(1);
  });
});

/** A withdrawn signing key ends all its tokens, on each replica as soon as that replica fetches the key set again. */
describe('the commands of an operator', () => {
  let redis: RedisServer;
  let replicas: Replicas;

  beforeAll(async () => {
    redis = await startRedisServer();
    replicas = await startReplicas({
      contender: 'tokens',
      redisUrl: redis.url,
      count: 2,
      environment: {
        CARRIAGE: 'bearer',
        JWKS_MAX_AGE_MS: '200',
        JWKS_COOLDOWN_MS: '1',
        CLOCK_TOLERANCE_SECONDS: '0',
      },
    });
  });
  afterAll(async () => {
    await replicas.stop();
    await redis.stop();
  });

  async function logIn(url: string): Promise<Record<string, string>> {
    const answer = await fetch(`${url}/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(labAccount('load-1')),
    });
    const { credential } = z.object({ credential: z.string() }).parse(await answer.json());
    return { authorization: `Bearer ${credential}` };
  }

  async function statuses(headers: Record<string, string>): Promise<number[]> {
    return await Promise.all(
      replicas.urls.map(async (url) => (await fetch(`${url}/me`, { headers })).status),
    );
  }

  test('all replicas refuse a token of a withdrawn key, and accept a new token', async () => {
    const [one, other] = replicas.all;
    if (one === undefined || other === undefined) throw new Error('two replicas are needed');
    const old = await logIn(one.url);
    expect(await statuses(old)).toEqual([200, 200]);

    const answer = await fetch(`${one.metricsUrl}/keys/withdraw`, { method: 'POST' });
    expect(answer.status).toBe(200);
    await expect.poll(() => statuses(old)).toEqual([401, 401]);

    // The other replica signs this token. It was told nothing, but it has noticed the change of the key file.
    const fresh = await logIn(other.url);
    await expect.poll(() => statuses(fresh)).toEqual([200, 200]);
  });

  test('after a rotation tokens of both keys are valid, until the older key is withdrawn', async () => {
    const [one, other] = replicas.all;
    if (one === undefined || other === undefined) throw new Error('two replicas are needed');
    const old = await logIn(one.url);
    const change = z.object({
      kid: z.string(),
      kids: z.array(z.string()),
      next: z.object({ kid: z.string(), signsFrom: z.iso.datetime() }).nullable(),
    });
    const post = async (path: string) =>
      change.parse(await (await fetch(one.metricsUrl + path, { method: 'POST' })).json());

    const { kid, kids, next } = await post('/keys/rotate');
    expect(kids).toEqual([next?.kid, kid]);
    const kidOf = ({ authorization = '' }) => decodeProtectedHeader(authorization.slice(7)).kid;
    // The new key is published, and for a second (the cool-down is 1 ms here) the old one goes on signing.
    expect(kidOf(await logIn(other.url))).toBe(kid);
    const signer = expect.poll(async () => kidOf(await logIn(other.url)));
    await signer.toBe(next?.kid);
    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(String(next?.signsFrom)));
    const fresh = await logIn(other.url);
    expect(await statuses(fresh)).toEqual([200, 200]);
    expect(await statuses(old)).toEqual([200, 200]);

    expect(await post('/keys/withdraw')).toEqual({ kid: next?.kid, kids: [next?.kid], next: null });
    await expect.poll(() => statuses(old)).toEqual([401, 401]);
    expect(await statuses(fresh)).toEqual([200, 200]);
  });

  test.for(['/keys/rotate', '/keys/withdraw'])(
    '%s is refused with a reason when the replicas share one secret',
    async (path) => {
      const environment = { TOKEN_ALGORITHM: 'HS256' };
      const settings = { contender: 'tokens', redisUrl: redis.url, count: 1, environment };
      const shared = await startReplicas(settings);
      try {
        const answer = await fetch(`${shared.all[0]?.metricsUrl}${path}`, { method: 'POST' });
        expect(answer.status).toBe(409);
        expect(answer.headers.get('content-type')).toBe('application/problem+json');
        expect(await answer.json()).toMatchObject({ code: 'shared_secret' });
      } finally {
        await shared.stop();
      }
    },
  );

  test('only the private port withdraws keys, and it has no other command', async () => {
    const [one] = replicas.all;
    expect((await fetch(`${one?.url}/keys/withdraw`, { method: 'POST' })).status).toBe(404);
    expect((await fetch(`${one?.metricsUrl}/keys/withdraw`)).status).toBe(405);
    expect((await fetch(`${one?.metricsUrl}/keys/burn`, { method: 'POST' })).status).toBe(404);
  });
});
