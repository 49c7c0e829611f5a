import {
  createHardenedStrategy,
  environment as ofHardened,
  settingsOf,
} from '../sessions-hardened/strategy.ts';
import type { Approach, StrategyContext } from '../shared/auth-strategy.ts';
import { positive } from '../shared/config.ts';
import { connectRedis } from '../shared/store/redis.ts';
import { createRecordCache } from './record-cache.ts';
import { createCachedReader, createTracking } from './tracking.ts';

const environment = ofHardened.extend({
  STALENESS_BOUND_MS: positive.describe('age after which a replica does not trust its copy'),
});

/** As hardened, with copies on the replica that Redis invalidates by push. */
export const approach: Approach<typeof environment> = {
  environment,
  async createStrategy(context, own) {
    const reader = createTrackedReader(context, own.STALENESS_BOUND_MS);
    return createHardenedStrategy(context, settingsOf(context.config, own), reader);
  },
};

/** A record has a few hundred bytes, so this is a few megabytes. */
const maxCachedRecords = 20_000;

function createTrackedReader({ config, redis, log }: StrategyContext, boundMs: number) {
  const cache = createRecordCache(maxCachedRecords);
  const tracked = connectRedis(config, log);
  const listener = connectRedis(config, log, { protocol: 2, autoResubscribe: false });
  const monotonicMs = () => performance.now();
  const tracking = createTracking({ reader: tracked, listener, cache, boundMs, monotonicMs });
  return createCachedReader({ cache, tracking, tracked, redis });
}
