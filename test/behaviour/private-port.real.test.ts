import { request } from 'node:http';
import { networkInterfaces } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type RedisServer, startRedisServer } from '../lab/redis-server.ts';
import { labAccount, type Replicas, startReplicas } from '../lab/replicas.ts';

let redis: RedisServer;
let replicas: Replicas;
beforeAll(async () => {
  redis = await startRedisServer();
  replicas = await startReplicas({ contender: 'tokens', redisUrl: redis.url, count: 1 });
});
afterAll(async () => {
  await replicas.stop();
  await redis.stop();
});

/** `fetch` would set `Host` itself. */
function send(method: string, path: string, headers: Readonly<Record<string, string>>) {
  const { hostname, port } = new URL(replicas.all[0]?.metricsUrl ?? '');
  return new Promise<{ status: number; body: string }>((resolve, reject) => {
    const sent = request({ hostname, port, method, path, headers }, (answer) => {
      let body = '';
      answer.on('data', (chunk: Buffer) => {
        body += chunk.toString();
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body }));
    });
    sent.on('error', reject);
    sent.end();
  });
}

const keySet = z.object({ keys: z.array(z.object({ kid: z.string() })) });

async function keyIds(): Promise<readonly string[]> {
  const answer = await fetch(`${replicas.urls[0]}/.well-known/jwks.json`);
  const { keys } = keySet.parse(await answer.json());
  return keys.map(({ kid }) => kid);
}

describe('the private port', () => {
  test.for([
    ['a page of another origin', { origin: 'https://attacker.example' }],
    ['a page without an origin of its own', { origin: 'null' }],
    ['a page that a browser sends without an origin', { 'sec-fetch-site': 'same-origin' }],
    ['a link on a page of another site', { 'sec-fetch-site': 'cross-site' }],
    ['a page of another port of this machine', { 'sec-fetch-site': 'same-site' }],
    ['a name that was bound to this address', { host: 'attacker.example:4201' }],
    ['a name that begins like an address', { host: '127.0.0.1.attacker.example' }],
  ] as const)('refuses %s, and nothing is done', async ([, headers]) => {
    const before = await keyIds();
    for (const [method, path] of [
      ['POST', '/keys/rotate'],
      ['POST', '/keys/withdraw'],
      ['GET', '/metrics'],
    ] as const) {
      const { status, body } = await send(method, path, headers);
      expect([status, JSON.parse(body).code]).toEqual([403, 'foreign_page']);
    }
    expect(await keyIds()).toEqual(before);
  });

  test.for(['127.0.0.1:4201', 'localhost:4201', '[::1]:4201'])(
    'answers an operator who asks for %s',
    async (host) => {
      expect((await send('GET', '/metrics', { host })).status).toBe(200);
    },
  );

  test('answers a person who types its address into a browser', async () => {
    expect((await send('GET', '/metrics', { 'sec-fetch-site': 'none' })).status).toBe(200);
  });
});

const hasIpv6 = Object.values(networkInterfaces()).some((each) =>
  each?.some(({ address }) => address === '::1'),
);

const reason = hasIpv6 ? '' : ' (skipped: this machine has no ::1)';

describe.skipIf(!hasIpv6)(`a replica on ::1${reason}`, () => {
  test.for(['floor', 'sessions', 'tokens'])(
    '%s starts, and a login, its requests, the metrics and the key set work',
    async (contender) => {
      const settings = { contender, redisUrl: redis.url, count: 1, environment: { HOST: '::1' } };
      const own = await startReplicas(settings);
      try {
        const [replica] = own.all;
        const login = await fetch(`${replica?.url}/login`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(labAccount('load-1')),
        });
        const cookie = login.headers
          .getSetCookie()
          .map((line) => line.split(';', 1)[0])
          .join('; ');
        const orders = await fetch(`${replica?.url}/orders`, { headers: { cookie } });
        const metrics = await fetch(`${replica?.metricsUrl}/metrics`);
        const keys = await fetch(`${replica?.url}/.well-known/jwks.json`);
        expect([login.status, orders.status, metrics.status]).toEqual([200, 200, 200]);
        expect(keys.status).toBe(contender === 'tokens' ? 200 : 404);
        expect(orders.headers.get('x-replica')).toBe(replica?.name);
      } finally {
        await own.stop();
      }
    },
  );
});
