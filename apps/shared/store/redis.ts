import { once } from 'node:events';
import type { ChainableCommander, Redis } from 'ioredis';
import type { Config } from '../config.ts';
import type { Log } from '../operation/log.ts';
import { type ConnectionOptions, StoreConnection } from './store-connection.ts';

export type StoreClient = Redis;

/**
 * The options of every contender on its request path. Library defaults turn an outage into a hang of
 * 10 to 73 seconds; these turn it into an error within a quarter of a second, and `StoreConnection` sees to it that no
 * request waits for that twice.
 */
const requestPath = {
  commandTimeout: 250, // ms; a reverse proxy must wait clearly longer than this
  connectTimeout: 1000,
  // A connection that is written to and stays silent this long is dead, not slow.
  socketTimeout: 1000,
  // No second chance inside a request, and no queue while disconnected: fail now, answer 503.
  maxRetriesPerRequest: 0,
  enableOfflineQueue: false,
  // A command of a request that has already been answered must not be sent after all.
  autoResendUnfulfilledCommands: false,
  // Up to a second; the jitter keeps replicas from coming back all at once.
  retryStrategy: (attempt: number) => Math.min(50 * 2 ** attempt, 1000) + Math.random() * 100,
} satisfies ConnectionOptions;

/** Connects in the background: a replica starts, and answers what needs no Redis, while Redis is away. */
export function connectRedis(
  config: Pick<Config, 'redisUrl' | 'redisOptions' | 'replica'>,
  log: Log,
  /** What a connection for another purpose needs to have otherwise. */
  special: ConnectionOptions = {},
): StoreClient {
  const chosen: ConnectionOptions = config.redisOptions === 'request-path' ? requestPath : {};
  const options: ConnectionOptions = { ...chosen, connectionName: config.replica, ...special };
  const redis = new StoreConnection(config.redisUrl, options);
  logOutages(redis, log);
  return redis;
}

/**
 * Resolves when the connection is there, or when it is clear that it will not be soon. A replica that listens before
 * would answer its first requests as in an outage, only because it is quick.
 */
export async function firstAttempt(redis: StoreClient): Promise<void> {
  if (redis.status === 'ready') return;
  const signal = AbortSignal.timeout(requestPath.connectTimeout);
  await once(redis, 'ready', { signal }).catch(() => undefined);
}

/** One line when the store goes and one when it is back; ioredis reports every attempt in between. */
export function logOutages(redis: StoreClient, log: Log): void {
  let away = false;
  redis.on('error', (error: Error) => {
    if (!away) log('store-away', { reason: error.message });
    away = true;
  });
  redis.on('ready', () => {
    if (away) log('store-back');
    away = false;
  });
}

/**
 * Sends the commands as one MULTI and returns their replies.
 * @throws the first error that any of them met; Redis itself runs the others all the same
 */
export async function execute(transaction: ChainableCommander): Promise<readonly unknown[]> {
  const replies = await transaction.exec();
  if (replies === null) throw new Error('the transaction was discarded');
  return replies.map(([error, reply]) => {
    if (error !== null) throw error;
    return reply;
  });
}
