import { z } from 'zod';
import type { Approach } from '../shared/auth-strategy.ts';
import { positive } from '../shared/config.ts';
import { connectRedis } from '../shared/store/redis.ts';
import { environment as ofTokens, settingsOf } from '../tokens/settings.ts';
import {
  createTokenStrategy,
  type Variant,
  type VariantParts,
  withRefresh,
} from '../tokens/strategy.ts';
import { Follower } from './follower.ts';
import { createPushedRevocations } from './revocation.ts';
import { checkPushedList, createRevocationList, type StalePolicy } from './revocation-list.ts';
import { createRevocationLog } from './revocation-log.ts';

const environment = ofTokens.extend({
  STALENESS_BOUND_MS: positive.describe('age after which a replica does not trust its copy'),
  STALE_POLICY: z
    .enum(['closed', 'open', 'scoped'])
    .default('closed')
    .describe('what a replica with an older copy does: refuse, admit, or admit reads only'),
});

/** A denylist that every replica holds: no request waits for Redis, and none is decided on a copy that is too old. */
export const approach: Approach<typeof environment> = {
  environment,
  createStrategy: (context, own) =>
    createTokenStrategy(context, settingsOf(context.config, own), (parts) =>
      createPushedVariant(parts, { boundMs: own.STALENESS_BOUND_MS, policy: own.STALE_POLICY }),
    ),
};

/** Shorter than the silence after which a connection counts as dead (1 s), and than any bound that makes sense. */
const longestBlockMs = 500;

/** After this time every other replica has tried to connect again: at the latest 1.1 s after Redis is back. */
const settlingMs = 1500;

function createPushedVariant(
  parts: VariantParts,
  { boundMs, policy }: { readonly boundMs: number; readonly policy: StalePolicy },
): Variant {
  const { config, redis, settings, log: report } = parts;
  const list = createRevocationList();
  // A read that waits takes longer than a command may. The silence of the connection shows that it is dead.
  const feed = connectRedis(config, report, { commandTimeout: undefined });
  const follower = new Follower({
    log: createRevocationLog(feed, settings.issuer),
    list,
    blockMs: Math.min(boundMs / 4, longestBlockMs),
    settlingMs,
    monotonicMs: () => performance.now(),
    report,
  });
  void follower.run();
  // The policy `open` accepts an old list, but not the absence of any list. A replica that has just started may wait.
  const isUnready = () => {
    const ageMs = follower.ageMs();
    return ageMs > boundMs && (policy !== 'open' || !Number.isFinite(ageMs));
  };

  return {
    ...withRefresh(parts),
    revocations: createPushedRevocations(
      createRevocationLog(redis, settings.issuer),
      list,
      settings,
    ),
    atRequest: checkPushedList(list, () => follower.ageMs(), boundMs, policy),
    notReady: () => (isUnready() ? ['denylist'] : []),
    metrics: () => ({
      ...follower.metrics(),
      denylistAgeMs: Number.isFinite(follower.ageMs()) ? follower.ageMs() : -1,
      denylistEntries: list.size,
    }),
    async close() {
      follower.stop();
      feed.disconnect();
    },
  };
}
