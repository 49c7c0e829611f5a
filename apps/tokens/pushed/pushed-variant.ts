import type { AuthStrategy, StrategyContext } from '../../shared/auth-strategy.ts';
import { connectRedis } from '../../shared/redis.ts';
import type { RequestCheck } from '../request-check.ts';
import type { Revocations } from '../revocations.ts';
import { Follower } from './follower.ts';
import { checkPushedList } from './pushed-check.ts';
import { createPushedRevocations } from './pushed-revocations.ts';
import { createRevocationLog } from './redis-revocation-log.ts';
import { createRevocationList } from './revocation-list.ts';

export interface PushedVariant extends Pick<AuthStrategy, 'notReady' | 'metrics' | 'close'> {
  readonly revocations: Revocations;
  readonly atRequest: RequestCheck;
}

/** Shorter than the silence after which a connection counts as dead (1 s), and than any bound that makes sense. */
const longestBlockMs = 500;

/** By then every other replica has tried to connect again: at the latest 1.1 s after Redis is back. */
const settlingMs = 1500;

/** A denylist that is replicated to every replica: no request waits for Redis, and none is decided on old news. */
export function createPushedVariant(
  { config, redis, log: report }: StrategyContext,
  ttlSeconds: number,
): PushedVariant {
  const { issuer, refreshTtlSeconds, clockToleranceSeconds, stalenessBoundMs: boundMs } = config;
  const list = createRevocationList();
  // A read that waits takes longer than a command may; that the connection is dead shows in its silence.
  const feed = connectRedis(config, report, { commandTimeout: undefined });
  const follower = new Follower({
    log: createRevocationLog(feed, issuer),
    list,
    blockMs: Math.min(boundMs / 4, longestBlockMs),
    settlingMs,
    monotonicMs: () => performance.now(),
    report,
  });
  void follower.run();
  // `open` forgives an old list. No list at all is nothing to decide on, and a replica that has just started may wait.
  const isUnready = () => {
    const ageMs = follower.ageMs();
    return ageMs > boundMs && (config.stalePolicy !== 'open' || !Number.isFinite(ageMs));
  };

  return {
    revocations: createPushedRevocations(createRevocationLog(redis, issuer), list, {
      ttlSeconds,
      refreshTtlSeconds,
      clockToleranceSeconds,
    }),
    atRequest: checkPushedList({
      list,
      ageMs: () => follower.ageMs(),
      boundMs,
      policy: config.stalePolicy,
    }),
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
