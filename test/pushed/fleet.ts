import { Redis } from 'ioredis';
import { Follower } from '../../apps/tokens-pushed/follower.ts';
import {
  createRevocationList,
  type RevocationList,
} from '../../apps/tokens-pushed/revocation-list.ts';
import {
  createRevocationLog,
  type RevocationLog,
} from '../../apps/tokens-pushed/revocation-log.ts';
import type { RedisServer } from '../lab/redis-server.ts';

/** A replica of the pushed denylist without its HTTP server. */
export interface Member {
  readonly list: RevocationList;
  readonly log: RevocationLog;
  readonly follower: Follower;
  /** The connection on which it follows the log. */
  readonly feed: Redis;
  stop(): void;
  stopped(): boolean;
}

const issuer = 'urn:lab:tokens-pushed';

export function startMember(
  server: RedisServer,
  { blockMs = 50, settlingMs = 100 }: { blockMs?: number; settlingMs?: number } = {},
): Member {
  const connect = () => {
    const redis = new Redis(server.url, {
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      autoResendUnfulfilledCommands: false,
      socketTimeout: 1000,
      retryStrategy: () => 10,
    });
    redis.on('error', () => undefined);
    return redis;
  };
  const feed = connect();
  const writer = connect();
  const list = createRevocationList();
  const follower = new Follower({
    log: createRevocationLog(feed, issuer),
    list,
    blockMs,
    settlingMs,
    monotonicMs: () => performance.now(),
    report: () => undefined,
  });
  let stopped = false;
  void follower.run();
  return {
    list,
    log: createRevocationLog(writer, issuer),
    follower,
    feed,
    stopped: () => stopped,
    stop() {
      stopped = true;
      follower.stop();
      feed.disconnect();
      writer.disconnect();
    },
  };
}

/** Revokes as a replica does: first in Redis, then in its own list. Tries again after an error, as a client would. */
export async function revoke(member: Member, sid: string, lifeMs = 60_000): Promise<void> {
  for (;;) {
    try {
      const ends = { inMs: lifeMs };
      const recorded = await member.log.record([{ kind: 'login', id: sid, ends, notBeforeMs: 0 }]);
      for (const revocation of recorded) member.list.add(revocation);
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
}

export function knows(member: Member, sid: string): boolean {
  return member.list.covers({ sub: 'nobody', sid, loginAtMs: 0 }, undefined);
}

/** Resolves when the condition holds. Rejects with the name of the condition after 15 s. */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const giveUpMs = performance.now() + 15_000;
  while (!(await holds())) {
    if (performance.now() > giveUpMs) throw new Error(`this never became true: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
