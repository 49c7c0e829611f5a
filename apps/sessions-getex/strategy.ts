import { RedisStore } from 'connect-redis';
import { environment, settingsOf } from '../sessions/settings.ts';
import { createSessionStrategy, inRedis } from '../sessions/strategy.ts';
import type { Approach } from '../shared/auth-strategy.ts';

/**
 * As `sessions`, with one command in place of two: `GETEX key EX ttl` reads a record and prolongs it. `disableTouch` is
 * the option of connect-redis for a record that something else prolongs.
 */
export const approach: Approach<typeof environment> = {
  environment,
  async createStrategy(context, own) {
    const settings = settingsOf(context.config, own);
    const { redis } = context;
    const { ttlSeconds: ttl } = settings;
    const store = new RedisStore({ client: redis, ttl, disableTouch: true });
    store.client.get = (key) => redis.getex(key, 'EX', ttl);
    return createSessionStrategy(context, settings, {
      ...inRedis(context, settings, store),
      records: new RedisStore({ client: redis, ttl }),
    });
  },
};
