import { Redis } from 'ioredis';
import { Follower } from '../../apps/tokens-pushed/follower.ts';
import { createRevocationLog } from '../../apps/tokens-pushed/redis-revocation-log.ts';
import {
  createRevocationList,
  type RevocationList,
} from '../../apps/tokens-pushed/revocation-list.ts';
import type { RevocationLog } from '../../apps/tokens-pushed/revocation-log.ts';
import type { RedisServer } from '../lab/redis-server.ts';

/** A replica of the pushed denylist without the HTTP around it. */
export interface Member {
  readonly list: RevocationList;
  readonly log: RevocationLog;
  readonly follower: Follower;
  /** The connection on which it follows. */
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

/** Revokes as a replica does: acknowledged by Redis, then in the own list. Retries as a client would. */
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

/** Resolves when the condition holds; rejects with the name of it after a generous while. */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const giveUpMs = performance.now() + 15_000;
  while (!(await holds())) {
    if (performance.now() > giveUpMs) throw new Error(`this never became true: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
