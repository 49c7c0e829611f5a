import { environment, type Settings, settingsOf } from '../sessions/settings.ts';
import { createSessionStrategy, inRedis } from '../sessions/strategy.ts';
import type { Approach, AuthStrategy, StrategyContext } from '../shared/auth-strategy.ts';
import { createDirectReader, HardenedStore, type RecordReader } from './store.ts';

/** What the contenders that build on this one need of the plain session app. */
export { environment, settingsOf };

/** GET; touch only after half the life; an update needs a record that still exists. */
export const approach: Approach<typeof environment> = {
  environment,
  async createStrategy(context, own) {
    const settings = settingsOf(context.config, own);
    return createHardenedStrategy(context, settings, createDirectReader(context.redis));
  },
};

/** @param reader how a replica gets at a record: from Redis, or from a copy */
export function createHardenedStrategy(
  context: StrategyContext,
  settings: Settings,
  reader: RecordReader,
): AuthStrategy {
  const store = new HardenedStore(context.redis, reader, settings.ttlSeconds, context.now);
  return createSessionStrategy(context, settings, {
    ...inRedis(context, settings, store),
    metrics: () => reader.metrics(),
    close: () => reader.close(),
  });
}
