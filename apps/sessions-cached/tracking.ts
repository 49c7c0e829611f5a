import { createFreshness } from '../shared/store/freshness.ts';
import type { StoreClient } from '../shared/store/redis.ts';

/** Redis' client-side caching: reports the keys that `reader` has read and that have changed since. */
export interface Tracking {
  /** True while no invalidation can have been missed for longer than the bound. Must be asked at each use. */
  trusted(): boolean;
  close(): void;
}

export interface TrackingEvents {
  invalidated(key: string): void;
  /** Everything may have changed. */
  lost(): void;
}

export interface TrackingParts {
  /** The connection whose reads Redis tracks. */
  readonly reader: StoreClient;
  /** Receives the invalidations. Must speak RESP2 and must not resubscribe by itself. */
  readonly listener: StoreClient;
  readonly boundMs: number;
  readonly monotonicMs: () => number;
}

const channel = '__redis__:invalidate';

/**
 * Uses `CLIENT TRACKING ON REDIRECT` to a second, subscribed connection, because ioredis 6 drops the pushes that RESP3
 * sends on the first. When either connection is lost, invalidations may be lost too. The tracking then reports that
 * everything has changed, and trusts nothing until both connections are back and tracking is on again. A connection
 * that hangs reports no error, so both are asked four times per bound, and their answers are the proof.
 */
export function createTracking(parts: TrackingParts, events: TrackingEvents): Tracking {
  const { reader, listener, boundMs, monotonicMs } = parts;
  const connections = [reader, listener].map((redis) => ({
    redis,
    freshness: createFreshness(monotonicMs),
  }));
  let attempt = 0;

  const lose = (): void => {
    attempt += 1;
    for (const { freshness } of connections) freshness.forget();
    events.lost();
  };

  const turnOn = async (): Promise<void> => {
    lose();
    const current = attempt;
    if (connections.some(({ redis }) => redis.status !== 'ready')) return;
    const askedAtMs = monotonicMs();
    await redirect(reader, listener);
    if (current !== attempt) return;
    for (const { freshness } of connections) freshness.begin(askedAtMs);
  };

  listener.on('messageBuffer', (_channel: Buffer, keys: unknown) => {
    if (Array.isArray(keys)) for (const key of keys) events.invalidated(String(key));
    else events.lost(); // FLUSHALL names no keys
  });
  for (const { redis } of connections) {
    redis.on('close', lose);
    redis.on('ready', () => {
      turnOn().catch(() => {
        // After any error the connections that are ready connect again, and then this runs again. (A connection that
        // is still connecting must be left alone: ioredis would give it up for good.)
        for (const each of connections) {
          if (each.redis.status === 'ready') each.redis.disconnect(true);
        }
      });
    });
  }
  const heartbeat = setInterval(() => {
    for (const { redis, freshness } of connections) {
      const askedAtMs = monotonicMs();
      redis.ping().then(
        () => freshness.prove(askedAtMs),
        () => undefined, // no answer, no proof
      );
    }
  }, boundMs / 4);

  return {
    trusted: () => connections.every(({ freshness }) => freshness.ageMs() <= boundMs),
    close() {
      clearInterval(heartbeat);
      for (const { redis } of connections) redis.disconnect();
    },
  };
}

async function redirect(reader: StoreClient, listener: StoreClient): Promise<void> {
  // Out of the subscription first: in RESP2 a subscribed connection answers PING and nothing else.
  await listener.unsubscribe(channel);
  const listenerId = await listener.client('ID');
  await listener.subscribe(channel);
  await reader.client('TRACKING', 'ON', 'REDIRECT', listenerId);
}
