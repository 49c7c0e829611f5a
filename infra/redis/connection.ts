import { Redis } from 'ioredis';
import type { StoreCounters } from '../stack/stack.ts';
import { countersFrom } from './info.ts';

/** The harness' own connection to a store. It has none of the apps' options and meets none of their faults. */
export interface StoreConnection {
  /** Rejects within a second when Redis is gone or frozen. The next call opens a new connection. */
  call(command: string, ...args: readonly string[]): Promise<unknown>;
  /** The difference of two readings is exact when no fault hit this store between them. */
  counters(): Promise<StoreCounters>;
  /** True when Redis answers and has loaded its data. */
  isReady(): Promise<boolean>;
  close(): void;
}

const options = {
  lazyConnect: true,
  connectTimeout: 1_000,
  commandTimeout: 1_000,
  maxRetriesPerRequest: 0,
  retryStrategy: () => null,
  enableOfflineQueue: false,
  // The client must send only what the caller asks for: Redis counts everything else too.
  enableReadyCheck: false,
  disableClientInfo: true,
  protocol: 2,
} as const;

/** @param password of this Redis; default: it has none, like a sentinel */
export function storeConnection(host: string, port: number, password?: string): StoreConnection {
  let current: Promise<Redis> | null = null;
  let infos = 0;

  async function connect(): Promise<Redis> {
    infos = 0;
    const redis = new Redis({
      host,
      port,
      ...(password === undefined ? {} : { password }),
      ...options,
    });
    // The command that fails reports the error.
    redis.on('error', () => undefined);
    redis.on('close', () => {
      current = null;
    });
    await redis.connect();
    // An idle connection must not keep the harness process alive. The timeout of a running command does.
    redis.stream.unref();
    return redis;
  }

  function giveUp(): void {
    current?.then((redis) => redis.disconnect()).catch(() => undefined);
    current = null;
  }

  /** Drops the connection after a failed command: a late reply would be taken for the answer to the next one. */
  async function using<T>(action: (redis: Redis) => Promise<T>): Promise<T> {
    try {
      current ??= connect();
      return await action(await current);
    } catch (error) {
      if (!isReply(error)) giveUp();
      throw error;
    }
  }

  return {
    call: (command, ...args) => using((redis) => redis.call(command, ...args)),
    counters: () =>
      using(async (redis) => {
        infos += 1;
        // Redis counts a reply after it has written it, so this INFO does not count its own reply yet.
        const outputBytes = redis.stream.bytesRead;
        const reply = await redis.info('all');
        return countersFrom(reply, {
          reads: infos,
          inputBytes: redis.stream.bytesWritten,
          outputBytes,
        });
      }),
    isReady: () => using((redis) => redis.ping()).then(isPong, () => false),
    close: giveUp,
  };
}

function isPong(reply: string): boolean {
  return reply === 'PONG';
}

/** True for an error that Redis itself answered, such as WRONGTYPE: the connection still works. */
function isReply(error: unknown): boolean {
  return error instanceof Error && error.name === 'ReplyError';
}
