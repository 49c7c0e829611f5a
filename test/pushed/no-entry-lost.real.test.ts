import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type RedisServer, startRedisServer } from '../lab/redis-server.ts';
import { knows, type Member, revoke, startMember, until } from './fleet.ts';

/** Far longer than the replicas of this test need to connect again. */
const settlingMs = 400;

/** What can happen to a fleet. Each is one step of a random sequence. */
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
  /** Of each replica that was started: what it did not know when it first called itself current. */
  readonly newcomers: Promise<readonly string[]>[];
}

/** Ready only when current: whatever has happened to Redis, a replica that is ready knows what was revoked before it started. */
async function knowsAllWhenCurrent({ server, members, acknowledged }: Fleet, by: number) {
  const before = [...acknowledged];
  const newcomer = startMember(server, { blockMs: 20, settlingMs });
  members[by] = newcomer;
  // One that is stopped before it was ever current has not promised anything.
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
      // ioredis gives a connection up for good when it is cut while it is being made.
      if (member.feed.status === 'ready') member.feed.disconnect(true);
      return;
    case 'restart a replica':
      // The promise is about a fleet of which somebody remembers: not all of it may be lost at once.
      await until('somebody else remembers', () =>
        members.some((other) => other !== member && acknowledged.every((sid) => knows(other, sid))),
      );
      member.stop();
      fleet.newcomers.push(knowsAllWhenCurrent(fleet, by));
      return;
    case 'wait for the push':
      await everybodyIsFresh(fleet);
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

const everybodyIsFresh = ({ members }: Fleet) =>
  until('everybody is fresh', () => members.every((member) => member.follower.ageMs() < 150));

test('no cut, kill, trim, flush, eviction or restart, in any order, loses an acknowledged revocation', async () => {
  const server = await startRedisServer();
  let run = 0;
  try {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (steps) => {
        // Not emptied between the runs: each has names of its own, and need not wait until a new epoch is believed.
        run += 1;
        const members = [0, 1, 2].map(() => startMember(server, { blockMs: 20, settlingMs }));
        const fleet: Fleet = { server, run, members, acknowledged: [], newcomers: [] };
        try {
          for (const each of steps) await perform(each, fleet);
          await until('everybody knows everything', () =>
            members.every((member) => fleet.acknowledged.every((sid) => knows(member, sid))),
          );
          await everybodyIsFresh(fleet);
          expect((await Promise.all(fleet.newcomers)).flat()).toEqual([]);
          // And whoever comes now, when the old ones are gone, learns it from Redis alone.
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
