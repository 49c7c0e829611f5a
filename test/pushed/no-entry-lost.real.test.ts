import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type RedisServer, startRedisServer } from '../lab/redis-server.ts';
import { knows, type Member, revoke, startMember, until } from './fleet.ts';

/** Far longer than the replicas of this test need to reconnect. */
const settlingMs = 400;

/** The events that can hit a fleet. A random sequence is made of these steps. */
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('revoke'), by: fc.nat(2) }) },
  fc.record({ kind: fc.constant('cut the push link'), by: fc.nat(2) }),
  fc.record({ kind: fc.constant('restart a replica'), by: fc.nat(2) }),
  fc.record({ kind: fc.constant('wait for the push'), by: fc.nat(2) }),
  fc.record({
    kind: fc.constantFrom(
      'trim the log',
      'flush Redis',
      'kill Redis and start it empty',
      'freeze Redis for a moment',
      'kick out every client',
      'evict the epoch',
      'evict the seq',
      'evict the log',
      'evict the login',
      'evict the not-before',
    ),
    by: fc.nat(2),
  }),
);
type Step = typeof step extends fc.Arbitrary<infer Each> ? Each : never;

interface Fleet {
  readonly server: RedisServer;
  readonly run: number;
  readonly members: Member[];
  readonly acknowledged: string[];
  /** For each replica that was started: the revocations that it did not know when it first was current. */
  readonly newcomers: Promise<readonly string[]>[];
}

/** A replica is ready only when it is current. It then knows every earlier revocation, whatever happened to Redis. */
async function knowsAllWhenCurrent({ server, members, acknowledged }: Fleet, by: number) {
  const before = [...acknowledged];
  const newcomer = startMember(server, { blockMs: 20, settlingMs });
  members[by] = newcomer;
  // A replica that is stopped before it was ever current has promised nothing.
  await until('it is current', () => newcomer.follower.ageMs() < 150 || newcomer.stopped());
  return newcomer.stopped() ? [] : before.filter((sid) => !knows(newcomer, sid));
}

async function perform({ kind, by }: Step, fleet: Fleet): Promise<void> {
  const { server, members, acknowledged } = fleet;
  const member = members[by];
  if (member === undefined) throw new Error('there are three replicas');
  switch (kind) {
    case 'revoke': {
      const sid = `run-${fleet.run}-${acknowledged.length}`;
      await revoke(member, sid);
      acknowledged.push(sid);
      return;
    }
    case 'cut the push link':
      // ioredis gives up a connection for good when it is cut before it is established.
      if (member.feed.status === 'ready') member.feed.disconnect(true);
      return;
    case 'restart a replica':
      // The promise holds as long as one other replica remembers the revocations: they must not all be lost at once.
      await until('another replica remembers', () =>
        members.some((other) => other !== member && acknowledged.every((sid) => knows(other, sid))),
      );
      member.stop();
      fleet.newcomers.push(knowsAllWhenCurrent(fleet, by));
      return;
    case 'wait for the push':
      await allAreFresh(fleet);
      return;
    case 'trim the log':
      for (const key of await server.client.keys('*:log'))
        await server.client.xtrim(key, 'MAXLEN', 0);
      return;
    case 'flush Redis':
      await server.client.flushall();
      return;
    case 'kill Redis and start it empty':
      await server.process().end('SIGKILL');
      await server.restart();
      return;
    case 'freeze Redis for a moment':
      server.process().signal('SIGSTOP');
      await new Promise((resolve) => setTimeout(resolve, 20));
      server.process().signal('SIGCONT');
      return;
    case 'kick out every client':
      await server.client.call('CLIENT', 'KILL', 'TYPE', 'NORMAL', 'SKIPME', 'YES');
      return;
    default:
      for (const key of await server.client.keys(`*:${kind.slice('evict the '.length)}`)) {
        await server.client.del(key);
      }
  }
}

const allAreFresh = ({ members }: Fleet) =>
  until('every replica is fresh', () => members.every((member) => member.follower.ageMs() < 150));

test('no cut, kill, trim, flush, eviction or restart, in any order, loses an acknowledged revocation', async () => {
  const server = await startRedisServer();
  let run = 0;
  try {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (steps) => {
        // Redis is not emptied between runs. Each run has names of its own, so it need not wait for a new epoch.
        run += 1;
        const members = [0, 1, 2].map(() => startMember(server, { blockMs: 20, settlingMs }));
        const fleet: Fleet = { server, run, members, acknowledged: [], newcomers: [] };
        try {
          for (const each of steps) await perform(each, fleet);
          await until('every replica knows everything', () =>
            members.every((member) => fleet.acknowledged.every((sid) => knows(member, sid))),
          );
          await allAreFresh(fleet);
          expect((await Promise.all(fleet.newcomers)).flat()).toEqual([]);
          // A replica that starts after all others have stopped learns the revocations from Redis alone.
          await until('Redis knows everything', async () => await redisKnows(fleet));
        } finally {
          for (const member of members) member.stop();
        }
      }),
      { numRuns: 40, endOnFailure: true },
    );
    expect(await server.client.ping()).toBe('PONG');
  } finally {
    await server.stop();
  }
});

async function redisKnows({ server, acknowledged }: Fleet): Promise<boolean> {
  const [key = ''] = await server.client.keys('*:login');
  const known = new Set(await server.client.zrange(key, 0, '-1'));
  return acknowledged.every((sid) => known.has(sid));
}
