import { z } from 'zod';
import type { Approach } from '../shared/auth-strategy.ts';
import { positive } from '../shared/config.ts';
import { connectRedis } from '../shared/store/redis.ts';
import type { AccessOutcome, AccessTokens } from '../tokens/credential.ts';
import type { Revocations } from '../tokens/revocation.ts';
import { environment as ofTokens, type Settings, settingsOf } from '../tokens/settings.ts';
import {
  checkTokenSettings,
  createTokenStrategy,
  type Variant,
  type VariantParts,
  withRefresh,
} from '../tokens/strategy.ts';
import { Follower } from './follower.ts';
import { checkPushedList, createRevocationList, type RevocationList } from './revocation-list.ts';
import { createRevocationLog, type NewRevocation, type RevocationLog } from './revocation-log.ts';

/** What the contenders that build on this one need of the plain token app. */
export {
  type AccessOutcome,
  type AccessTokens,
  checkTokenSettings,
  createTokenStrategy,
  settingsOf,
};

export const environment = ofTokens.extend({
  STALENESS_BOUND_MS: positive.describe('age after which a replica does not trust its copy'),
  STALE_POLICY: z
    .enum(['closed', 'open', 'scoped'])
    .default('closed')
    .describe('what a replica with an older copy does: refuse, admit, or admit reads only'),
});

/** A denylist that every replica holds: no request waits for Redis, and none is decided on a copy that is too old. */
export const approach: Approach<typeof environment> = {
  environment,
  check: checkTokenSettings,
  createStrategy: (context, own) =>
    createTokenStrategy(context, settingsOf(context.config, own), (parts) =>
      createPushedVariant(parts, own),
    ),
};

type PushSettings = Pick<z.infer<typeof environment>, 'STALENESS_BOUND_MS' | 'STALE_POLICY'>;

/** Shorter than the silence after which a connection counts as dead (1 s), and than any bound that makes sense. */
const longestBlockMs = 500;

/** After this time every other replica has tried to connect again: at the latest 1.1 s after Redis is back. */
const settlingMs = 1500;

/** In what this contender differs from the other token contenders. */
export function createPushedVariant(
  parts: VariantParts,
  { STALENESS_BOUND_MS: boundMs, STALE_POLICY: policy }: PushSettings,
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

/** As in the denylist: a refresh that is under way may still mint a token, and clocks may be ahead. */
const marginMs = 60_000;

/**
 * Writes to the log in Redis, and to the replica's own list as soon as Redis has acknowledged: this replica need not
 * wait for the push.
 */
function createPushedRevocations(
  log: RevocationLog,
  list: RevocationList,
  settings: Pick<Settings, 'ttlSeconds' | 'refreshTtlSeconds' | 'clockToleranceSeconds'>,
): Revocations {
  const toleranceMs = settings.clockToleranceSeconds * 1000;
  const tokenLifeMs = settings.ttlSeconds * 1000 + toleranceMs + marginMs;
  const loginLifeMs = Math.max(tokenLifeMs, settings.refreshTtlSeconds * 1000 + marginMs);

  const record = async (revocations: readonly NewRevocation[]): Promise<void> => {
    for (const revocation of await log.record(revocations)) list.add(revocation);
  };

  return {
    async isRevoked({ sub, sid, loginAtMs }) {
      // A refresh makes new tokens, so it asks Redis. It also asks the own list, because Redis may have lost data.
      if (list.covers({ sub, sid, loginAtMs }, undefined)) return true;
      const { notBeforeMs, loginRevoked } = await log.lookUp(sub, sid);
      return loginRevoked || loginAtMs <= notBeforeMs;
    },
    async revokeLogin(sid, token) {
      const revoked: NewRevocation[] = [
        { kind: 'login', id: sid, ends: { inMs: tokenLifeMs }, notBeforeMs: 0 },
      ];
      if (token !== undefined) {
        const ends = { atMs: token.exp * 1000 + toleranceMs };
        revoked.push({ kind: 'token', id: token.jti, ends, notBeforeMs: 0 });
      }
      await record(revoked);
    },
    revokeSubject: (subject, atLeastMs) =>
      record([
        { kind: 'subject', id: subject, ends: { inMs: loginLifeMs }, notBeforeMs: { atLeastMs } },
      ]),
    async loginTimeMs(subject) {
      const { nowMs, notBeforeMs } = await log.lookUp(subject, '');
      return Math.max(nowMs, notBeforeMs + 1);
    },
  };
}
