import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { targetOf } from '../../../test/contract/target.ts';
import { type RedisServer, startRedisServer } from '../../../test/lab/redis-server.ts';
import { type Replicas, startReplicas } from '../../../test/lab/replicas.ts';
import { loadKeys } from './key-file.ts';

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
