import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type RedisServer, startRedisServer } from '../lab/redis-server.ts';
import { knows, type Member, revoke, startMember, until } from './fleet.ts';

let server: RedisServer;
let members: Member[];

beforeEach(async () => {
  server = await startRedisServer();
  members = [];
});
afterEach(async () => {
  for (const member of members) member.stop();
  await server.stop();
});

const join = async (): Promise<Member> => {
  const member = startMember(server);
  members.push(member);
  await until('the new member has its snapshot', () => member.follower.ageMs() < 1000);
  return member;
};
const keyOf = async (name: string): Promise<string> => {
  const [key = ''] = await server.client.keys(`*:${name}`);
  return key;
};
const allKnow = (sid: string) =>
  until(`every replica knows ${sid}`, () => members.every((member) => knows(member, sid)));
const snapshotsOf = (member: Member) => member.follower.metrics().denylistSnapshots ?? 0;

test('a revocation by one replica reaches the others', async () => {
  const [one] = [await join(), await join(), await join()];
  await revoke(one, 'a');
  await allKnow('a');
});

test('a replica that starts later reads the snapshot, page by page', async () => {
  const one = await join();
  const ids = Array.from({ length: 2500 }, (_, index) => `sid-${index}`);
  for (const id of ids) await revoke(one, id);
  const late = await join();
  expect(ids.every((id) => knows(late, id))).toBe(true);
});

test('a not-before reaches the other replicas with its exact time', async () => {
  const [one, other] = [await join(), await join()];
  const [recorded] = await one.log.record([
    { kind: 'subject', id: 'alice', ends: { inMs: 60_000 }, notBeforeMs: { atLeastMs: 0 } },
  ]);
  const at = recorded?.notBeforeMs ?? 0;
  const covers = (loginAtMs: number) =>
    other.list.covers({ sub: 'alice', sid: 's', loginAtMs }, undefined);
  await until('the other knows', () => covers(at));
  expect(covers(at + 1)).toBe(false);
  const late = await join();
  expect(late.list.covers({ sub: 'alice', sid: 's', loginAtMs: at }, undefined)).toBe(true);
  expect((await one.log.lookUp('alice', 's')).notBeforeMs).toBe(at);
});

test('a not-before is not before the login that asks, though the clock of Redis is behind it', async () => {
  const one = await join();
  const since = async (atLeastMs: number) => {
    const subject = { kind: 'subject', id: 'alice', ends: { inMs: 60_000 } } as const;
    const [recorded] = await one.log.record([{ ...subject, notBeforeMs: { atLeastMs } }]);
    return recorded?.notBeforeMs ?? 0;
  };
  const { nowMs } = await one.log.state();
  const aheadMs = nowMs + 3_600_000;
  expect(await since(aheadMs)).toBe(aheadMs);
  expect((await one.log.lookUp('alice', 's')).notBeforeMs).toBe(aheadMs);
  // Later calls raise it, whatever they ask for, and never lower it.
  expect(await since(-1)).toBe(aheadMs + 1);
});

test('recording a revocation again adds nothing to the log', async () => {
  const one = await join();
  await revoke(one, 'a');
  const before = await one.log.state();
  const ends = { atMs: before.nowMs + 1000 };
  await one.log.record([{ kind: 'login', id: 'a', ends, notBeforeMs: 0 }]);
  expect((await one.log.state()).seq).toBe(before.seq);
});

describe('a loss is noticed', () => {
  test('a follower whose connection was cut goes on where it was, without a new snapshot', async () => {
    const [one, other] = [await join(), await join()];
    other.feed.disconnect();
    for (const sid of ['a', 'b', 'c']) await revoke(one, sid);
    await other.feed.connect();
    await allKnow('c');
    await allKnow('a');
    expect(snapshotsOf(other)).toBe(1);
  });

  test('a follower that misses trimmed log entries reads a new snapshot', async () => {
    const [one, other] = [await join(), await join()];
    other.feed.disconnect();
    for (const sid of ['a', 'b']) await revoke(one, sid);
    await server.client.xtrim(await keyOf('log'), 'MAXLEN', 0);
    await other.feed.connect();
    await allKnow('b');
    await allKnow('a');
    await until('there was one more snapshot', () => snapshotsOf(other) === 2);
  });

  test.for(['epoch', 'seq', 'log', 'token', 'login', 'subject', 'not-before'])(
    'replicas restore the revocations in a Redis that lost the key %s',
    async (name) => {
      const [one] = [await join(), await join()];
      for (const sid of ['a', 'b']) await revoke(one, sid);
      await allKnow('b');
      await server.client.del(await keyOf(name));
      await revoke(one, 'c');
      await allKnow('c');
      await until(
        'Redis has them all again',
        async () => (await server.client.zcard(await keyOf('login'))) === 4,
      );
      const late = await join();
      expect(['a', 'b', 'c'].every((sid) => knows(late, sid))).toBe(true);
    },
  );

  test('replicas restore an emptied Redis, without another revocation', async () => {
    await join();
    await revoke(await join(), 'a');
    await allKnow('a');
    await server.client.flushall();
    await until(
      'it is back',
      async () => (await server.client.zscore(await keyOf('login'), 'a')) !== null,
    );
    expect(members.every((member) => knows(member, 'a'))).toBe(true);
  });

  test('replicas restore a Redis that was killed and started empty', async () => {
    await join();
    await revoke(await join(), 'a');
    await allKnow('a');
    await server.process().end('SIGKILL');
    await server.restart();
    const late = await join();
    await until('the late one knows', () => knows(late, 'a'));
  });
});

test('a replica that starts on an emptied Redis is current only after the others have restored it', async () => {
  const one = await join();
  await revoke(one, 'a');
  one.feed.disconnect();
  await server.client.flushall();
  const late = startMember(server, { settlingMs: 1500 });
  members.push(late);
  await until('it has met the empty Redis', async () => (await keyOf('epoch')) !== '');
  expect(knows(late, 'a')).toBe(false);
  expect(late.follower.ageMs()).toBe(Number.POSITIVE_INFINITY);
  await one.feed.connect();
  await until('it is current', () => late.follower.ageMs() < 1000);
  expect(knows(late, 'a')).toBe(true);
});

test('a follower misses no revocation that is made while it reads a long snapshot', async () => {
  const one = await join();
  const revocations = Array.from({ length: 4000 }, (_, index) => ({
    kind: 'login' as const,
    id: `sid-${index}`,
    ends: { inMs: 60_000 },
    notBeforeMs: 0,
  }));
  for (let from = 0; from < revocations.length; from += 500) {
    await one.log.record(revocations.slice(from, from + 500));
  }
  const late = startMember(server);
  members.push(late);
  const meanwhile = Array.from({ length: 50 }, (_, index) => `meanwhile-${index}`);
  for (const sid of meanwhile) await revoke(one, sid);
  await until('it is current', () => late.follower.ageMs() < 1000);
  await allKnow('meanwhile-49');
  expect(meanwhile.every((sid) => knows(late, sid))).toBe(true);
  expect(revocations.every(({ id }) => knows(late, id))).toBe(true);
});

test('while Redis is frozen the list ages, and afterwards it is fresh again', async () => {
  const member = await join();
  await revoke(member, 'a');
  server.process().signal('SIGSTOP');
  await until('it is older than any wait', () => member.follower.ageMs() > 300);
  expect(knows(member, 'a')).toBe(true);
  server.process().signal('SIGCONT');
  await until('it is fresh', () => member.follower.ageMs() < 200);
});

test('expired entries are dropped from the list and from Redis', async () => {
  const member = await join();
  await revoke(member, 'short', 1);
  await until('it is dropped here', () => member.list.size === 0);
  await revoke(member, 'long');
  expect(await server.client.zrange(await keyOf('login'), 0, '-1')).toEqual(['long', '']);
});
