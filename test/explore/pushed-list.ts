import type { Contender } from '../../infra/contenders/contenders.ts';
import type { Replica } from './replica.ts';
import type { Stage } from './stage.ts';

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

/** Redis drops the entries of the log, as it does with entries that are ten minutes old. Its numbers go on. */
export function trimLog({ store }: Stage): void {
  for (const [key, { value }] of store.redis.contents()) {
    if (key.endsWith(':log') && value.type === 'stream') value.entries.splice(0);
  }
}

/** The replica loses all its connections to Redis, and has made new ones a moment later. */
export async function reconnect(stage: Stage, replicaName: string): Promise<void> {
  const { store } = stage;
  for (const link of store.links) if (link.owner === replicaName) store.cut(link);
  await stage.settled();
  // ioredis tries again after 150 ms, and the follower 50 ms after each attempt that failed.
  await stage.pass(200);
}
