import { Redis } from 'ioredis';
import { type Child, freePort, startChild } from './child.ts';

/** A real redis-server for one test, without persistence. */
export interface RedisServer {
  readonly url: string;
  /** A client for the test itself. Its commands wait while Redis is away. */
  readonly client: Redis;
  readonly process: () => Child;
  /** After `process().end`, starts it again on the same port, without data. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export async function startRedisServer(...settings: readonly string[]): Promise<RedisServer> {
  const port = await freePort();
  const start = () =>
    startChild(
      'redis-server',
      ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', ...settings],
      {},
      /Ready to accept connections/,
    );
  let child = await start();
  const url = `redis://127.0.0.1:${port}`;
  const client = new Redis(url, { retryStrategy: () => 50, maxRetriesPerRequest: null });
  client.on('error', () => undefined);
  return {
    url,
    client,
    process: () => child,
    async restart() {
      child = await start();
    },
    async stop() {
      client.disconnect();
      await child.end('SIGKILL');
    },
  };
}

/** How often Redis ran each command, from its own counters. The INFO that reads them is not counted. */
export async function countCommands(client: Redis): Promise<Readonly<Record<string, number>>> {
  const info = await client.info('commandstats');
  const counts: Record<string, number> = {};
  for (const [, command = '', calls] of info.matchAll(/^cmdstat_([^:]+):calls=(\d+)/gm)) {
    if (command !== 'info') counts[command] = Number(calls);
  }
  return counts;
}
