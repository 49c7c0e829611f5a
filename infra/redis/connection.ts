import { Redis } from 'ioredis';
import type { StoreCounters } from '../stack/stack.ts';
import { countersFrom } from './info.ts';

/** The harness' own connection to a store: never the apps', so their options and faults do not reach it. */
export interface StoreConnection {
  /** Rejects within a second when Redis is gone or frozen. The next call tries a new connection. */
  call(command: string, ...args: readonly string[]): Promise<unknown>;
  /** Differences are exact between two readings with no fault of this store in between. */
  counters(): Promise<StoreCounters>;
  /** True when Redis answers, and has loaded what it had kept. */
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
  // Nothing is sent but what is asked for, so that the counters hold nothing of ours.
  enableReadyCheck: false,
  disableClientInfo: true,
  protocol: 2,
} as const;

export function storeConnection(host: string, port: number): StoreConnection {
  let current: Promise<Redis> | null = null;
  let infos = 0;

  async function connect(): Promise<Redis> {
    infos = 0;
    const redis = new Redis({ host, port, ...options });
    // What fails is reported by the command that fails.
    redis.on('error', () => undefined);
    redis.on('close', () => {
      current = null;
    });
    await redis.connect();
    // An idle connection must not keep the harness from ending; the timeout of a command under way does.
    redis.stream.unref();
    return redis;
  }

  function giveUp(): void {
    current?.then((redis) => redis.disconnect()).catch(() => undefined);
    current = null;
  }

  /** A connection on which a command failed is given up: a reply that comes late would belong to nobody. */
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
        // Redis counts a reply when it has been written, after this INFO has been answered.
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

/** An error that Redis itself answered, such as WRONGTYPE: the connection is sound. */
function isReply(error: unknown): boolean {
  return error instanceof Error && error.name === 'ReplyError';
}
