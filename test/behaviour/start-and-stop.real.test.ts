import { once } from 'node:events';
import { Agent, createServer, request } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type RedisServer, startRedisServer } from '../lab/redis-server.ts';
import { type Replicas, startReplicas } from '../lab/replicas.ts';

let redis: RedisServer;
beforeAll(async () => {
  redis = await startRedisServer();
});
afterAll(() => redis.stop());

describe('a replica that cannot start says why in one line, and ends with code 1', () => {
  test.for([
    [
      'an impossible life of its credentials',
      { CREDENTIAL_TTL_SECONDS: '0' },
      /ended with 1[\s\S]*CREDENTIAL_TTL_SECONDS: /,
    ],
    [
      'a secret that is too short',
      { SESSION_SECRET: 'short' },
      /ended with 1[\s\S]*SESSION_SECRET: must/,
    ],
    [
      'a host that is not its own',
      { HOST: '192.0.2.1' },
      /ended with 1[\s\S]*cannot listen.*EADDRNOTAVAIL/,
    ],
  ] as const)('%s', async ([, environment, message]) => {
    const start = startReplicas({
      contender: 'sessions',
      redisUrl: redis.url,
      count: 1,
      environment,
    });
    await expect(start).rejects.toThrow(message);
  });

  test('a port that is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const PORT = typeof address === 'object' && address !== null ? `${address.port}` : '';
    const environment = { PORT };
    const start = startReplicas({
      contender: 'floor',
      redisUrl: redis.url,
      count: 1,
      environment,
    });
    await expect(start).rejects.toThrow(/ended with 1[\s\S]*PORT: cannot listen.*EADDRINUSE/);
    other.close();
  });

  test('the message has no stack trace', async () => {
    const environment = { CARRIAGE: 'pigeon' };
    const start = startReplicas({
      contender: 'floor',
      redisUrl: redis.url,
      count: 1,
      environment,
    });
    await expect(start).rejects.not.toThrow(/ at .*\.ts:\d/);
  });
});

describe('a replica that is told to stop', () => {
  let replicas: Replicas;
  afterEach(() => replicas.stop());

  const start = async (environment: Record<string, string> = {}) => {
    replicas = await startReplicas({
      contender: 'floor',
      redisUrl: redis.url,
      count: 1,
      environment,
    });
    const [replica] = replicas.all;
    if (replica === undefined) throw new Error('no replica');
    return replica;
  };

  interface Seen {
    readonly status: number;
    readonly connection: string | undefined;
  }

  /** Sends one request on the only connection of the agent. */
  function ask(url: string, agent: Agent): Promise<Seen> {
    return new Promise((resolve, reject) => {
      const sent = request(url, { agent }, (response) => {
        response.resume();
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, connection: response.headers.connection }),
        );
      });
      sent.on('error', reject);
      sent.end();
    });
  }

  const untilRefused = async (url: string): Promise<void> => {
    for (;;) {
      const refused = await fetch(url).then(
        () => false,
        () => true,
      );
      if (refused) return;
    }
  };

  test('an idle replica that is told to stop ends at once, with code 0', async () => {
    const replica = await start();
    expect(await replica.process.end('SIGTERM')).toBe(0);
    expect(replica.process.output()).toContain('"event":"stopped"');
  });

  test('a draining replica refuses new connections, and serves an open one but asks it to close', async () => {
    const replica = await start();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    expect(await ask(`${replica.url}/orders`, agent)).toEqual({
      status: 200,
      connection: 'keep-alive',
    });
    replica.process.signal('SIGTERM');
    await untilRefused(`${replica.url}/healthz`);
    expect(await ask(`${replica.url}/orders`, agent)).toEqual({ status: 200, connection: 'close' });
    expect(await replica.process.exited).toBe(0);
    agent.destroy();
  });

  test('a replica answers a request that is under way when it is told to stop', async () => {
    const replica = await start();
    // The password of a load account is checked at once, and that of a person not always in time on a busy machine.
    const body = JSON.stringify({ username: 'load-1', password: 'AAAA' });
    const answered = new Promise<number>((resolve, reject) => {
      const sent = request(`${replica.url}/login`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'content-length': body.length },
      });
      sent.on('response', (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
      sent.on('error', reject);
      sent.write(body.slice(0, 10), () => {
        replica.process.signal('SIGTERM');
        untilRefused(`${replica.url}/healthz`).then(() => sent.end(body.slice(10)), reject);
      });
    });
    expect(await answered).toBe(401);
    expect(await replica.process.exited).toBe(0);
  });

  test('at the deadline the replica cuts the requests that are left, and ends', async () => {
    const replica = await start({ DRAIN_DEADLINE_MS: '200' });
    const cut = new Promise<string>((resolve) => {
      const sent = request(`${replica.url}/login`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'content-length': 100 },
      });
      sent.on('error', (error: NodeJS.ErrnoException) => resolve(String(error.code)));
      sent.write('{', () => replica.process.signal('SIGTERM'));
    });
    expect(await cut).toBe('ECONNRESET');
    expect(await replica.process.exited).toBe(0);
  });
});
