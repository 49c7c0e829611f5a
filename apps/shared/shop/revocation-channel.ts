import { z } from 'zod';
import type { Revoked } from '../auth-outcome.ts';
import type { AuthStrategy } from '../auth-strategy.ts';
import type { Log } from '../operation/log.ts';
import { logOutages, type StoreClient } from '../store/redis.ts';
import type { EventStreams } from './event-streams.ts';

/** Tells every replica what has been revoked. A replica then ends the streams of that login or subject. */
export interface RevocationChannel {
  /** Resolves when this replica hears what is announced from now on. */
  listen(): Promise<void>;
  announce(revoked: Revoked): Promise<void>;
  close(): void;
}

const channel = 'revoked';
const message = z.union([
  z.strictObject({ loginId: z.string() }),
  z.strictObject({ subject: z.string() }),
]);

/**
 * Uses publish and subscribe of Redis, which deliver at most once: a replica that is cut off at that moment keeps its
 * streams. The channel only ends streams; it decides about no request.
 */
export function createRevocationChannel(
  redis: StoreClient,
  streams: EventStreams,
  log: Log,
): RevocationChannel {
  // A subscription may wait for years, so its commands have no time limit. It connects again by itself.
  const listener = redis.duplicate({ commandTimeout: undefined, enableOfflineQueue: true });
  logOutages(listener, log);
  listener.on('message', (_channel: string, text: string) => {
    const parsed = message.safeParse(JSON.parse(text));
    if (parsed.success) streams.end(parsed.data);
  });
  return {
    async listen() {
      await listener.subscribe(channel);
    },
    async announce(revoked) {
      try {
        await redis.publish(channel, JSON.stringify(revoked));
      } catch (error) {
        // The credential is revoked all the same. Its streams go on, so the log says so.
        log('not-announced', { reason: error instanceof Error ? error.message : String(error) });
      }
    },
    close: () => listener.disconnect(),
  };
}

/** The same strategy, and each of its methods announces what it has revoked before the route answers. */
export function announcing(
  strategy: AuthStrategy,
  { announce }: Pick<RevocationChannel, 'announce'>,
): AuthStrategy {
  return {
    ...strategy,
    async issue(req, res, account) {
      const issued = await strategy.issue(req, res, account);
      if (issued.replaced) await announce({ loginId: issued.replaced.loginId });
      return issued;
    },
    async revoke(req, res, ending) {
      await strategy.revoke(req, res, ending);
      await announce({ loginId: ending.loginId });
    },
    async revokeAll(subject, asker) {
      await strategy.revokeAll(subject, asker);
      await announce({ subject });
    },
    async changeRole(subject, role) {
      const hasEnded = await strategy.changeRole(subject, role);
      if (hasEnded) await announce({ subject });
      return hasEnded;
    },
  };
}
