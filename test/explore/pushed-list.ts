import type { Contender } from '../../infra/contenders/contenders.ts';
import type { Replica } from './replica.ts';
import type { Events } from './scenario.ts';
import type { Stage } from './stage.ts';

/** A follower has asked Redis again by then. */
export const askedAgainMs = 600;

/** Every replica of this contender holds the list of revocations, and Redis pushes what is new. */
export function holdsPushedList({ app, guarantee }: Contender): boolean {
  return app === 'tokens' && guarantee.revocation.holds === 'pushed';
}

/** A new replica has connected to Redis and is about to read its first snapshot, which takes steps of the run. */
export async function startsToRead(stage: Stage, replicaName: string): Promise<Replica> {
  const replica = await stage.starting(replicaName);
  await stage.settled();
  stage.store.hold();
  // The follower has found no connection, and asks again 50 ms later.
  stage.advance(50);
  return replica;
}

/** Redis drops the entries of the log, as it does with entries that are ten minutes old. The numbering goes on. */
export function logIsTrimmed({ store }: Stage): Events {
  return {
    'Redis trims the log': () => {
      for (const [key, { value }] of store.redis.contents()) {
        if (key.endsWith(':log') && value.type === 'stream') value.entries.splice(0);
      }
      return undefined;
    },
  };
}

/**
 * The replica loses its connections to Redis. It makes new ones later.
 * @param then what may happen from then on. Default: nothing
 */
export function isCutOff(stage: Stage, replicaName: string, then: Events = {}): Events {
  return {
    [`${replicaName} loses its connections`]: () => {
      for (const link of stage.store.links) {
        if (link.owner === replicaName) stage.store.cut(link);
      }
      // ioredis tries again after 150 ms, and the follower 50 ms after each attempt that failed.
      return {
        ...then,
        '200 ms pass': () => {
          stage.advance(200);
          return undefined;
        },
      };
    },
  };
}
