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
): StoreConnection {
  const chosen: ConnectionOptions = config.redisOptions === 'request-path' ? requestPath : {};
  const options: ConnectionOptions = { ...chosen, connectionName: config.replica, ...special };
  // A connection that waits for messages cannot also be asked whether Redis serves.
  const asks = Object.keys(special).length === 0;
  const redis = new StoreConnection(config.redisUrl, options, (error) => {
    if (asks) outages.refused(error);
  });
  const outages = logOutages(redis, log, asks ? () => redis.probe() : undefined);
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

/** A replica whose Redis is away asks this often whether it is back. */
const probeEveryMs = 250;

/**
 * Logs one line when the store goes and one when it is back. ioredis reports every attempt in between.
 * The store goes with an error of the connection, with its end, or with a reply by which Redis says that it does not
 * serve. It is back when `probe` resolves, because Redis lets a client connect that it then refuses.
 * @param probe default: the store is back with the connection
 */
export function logOutages(
  redis: StoreClient,
  log: Log,
  probe: () => Promise<unknown> = async () => undefined,
): { refused(error: Error): void } {
  let away = false;
  let timer: NodeJS.Timeout | undefined;
  const goes = (reason: string) => {
    if (!away) log('store-away', { reason });
    away = true;
  };
  const ask = () => {
    clearTimeout(timer);
    if (!away || redis.status !== 'ready') return;
    probe().then(
      () => {
        if (away) log('store-back');
        away = false;
      },
      () => {
        clearTimeout(timer);
        timer = setTimeout(ask, probeEveryMs).unref();
      },
    );
  };
  redis.on('error', (error: Error) => goes(error.message));
  // Redis closes a connection without an error. ioredis reports this only when it connects again.
  redis.on('reconnecting', () => goes('Connection is closed.'));
  redis.on('ready', ask);
  return {
    refused(error) {
      const first = !away;
      goes(error.message);
      if (first) timer = setTimeout(ask, probeEveryMs).unref();
    },
  };
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
