import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'vitest';
import { victimOf } from '../../bench/experiments/failover/fault.ts';
import type { Arm, Replica } from '../../infra/stack/stack.ts';
import { until } from '../../infra/stack/until.ts';
import type { Check } from './lab.ts';
import { beginLogin, meetLink, meetReplica, pidOf, stateOf, statusAt, statusesOf } from './look.ts';

const pidsOf = ({ replicas }: Arm): Promise<number[]> => Promise.all(replicas.map(pidOf));

/** The replica that a fault of one replica leaves alone. */
function otherOf({ replicas }: Arm): Replica {
  const [other] = replicas;
  if (other === undefined) throw new RangeError('an arm without replicas');
  return other;
}

const twentyMinutesMs = 20 * 60_000;
/** A login takes time, and the two of a comparison come one after the other. */
const aMinuteMs = 60_000;

/** The faults that are done to replicas. */
export const replicaChecks: Readonly<Record<string, Check>> = {
  'replica-killed': async ({ tokens, on }) => {
    const fault = on(tokens);
    const [kept = 0, killed = 0] = await pidsOf(tokens);
    await fault.inject();
    expect(fault.waitedFor).toEqual(['tokens']);
    expect(stateOf(killed)).toBe('gone');
    expect(await meetReplica(victimOf(tokens))).toBe('refused');
    expect(await pidOf(otherOf(tokens))).toBe(kept);
    await fault.undo();
    const [stillKept, started = 0] = await pidsOf(tokens);
    expect([stillKept, started === killed, stateOf(killed)]).toEqual([kept, false, 'gone']);
  },

  'replica-killed-busy': async ({ tokens, on }) => {
    const fault = on(tokens);
    const pid = await pidOf(victimOf(tokens));
    const injecting = fault.inject();
    expect(await until(() => stateOf(pid) === 'T', 30_000, 1)).toBe(true);
    // The kernel accepts the connection for the stopped process, and the kill breaks it.
    expect(await meetReplica(victimOf(tokens))).toBe('broken');
    await injecting;
    expect(stateOf(pid)).toBe('gone');
    await fault.undo();
    expect(await pidOf(victimOf(tokens))).not.toBe(pid);
  },

  'replica-frozen': async ({ tokens, on }) => {
    const fault = on(tokens);
    const pids = await pidsOf(tokens);
    await fault.inject();
    expect(pids.map((pid) => stateOf(pid) === 'T')).toEqual([false, true]);
    expect(await meetReplica(victimOf(tokens))).toBe('silent');
    expect(await meetReplica(otherOf(tokens))).toBe('answers');
    await fault.undo();
    expect(await meetReplica(victimOf(tokens))).toBe('answers');
    expect(await pidsOf(tokens)).toEqual(pids);
  },

  'replica-drained': async ({ tokens, on }) => {
    const fault = on(tokens);
    const pid = await pidOf(victimOf(tokens));
    const login = await beginLogin(victimOf(tokens));
    const injecting = fault.inject();
    const isRefused = async () => (await meetReplica(victimOf(tokens))) === 'refused';
    expect(await until(isRefused, 30_000, 10)).toBe(true);
    // It listens no more, and it finishes what it has begun.
    expect(stateOf(pid)).not.toBe('gone');
    expect(await login.finish()).toBe(401);
    await injecting;
    expect(stateOf(pid)).toBe('gone');
    await fault.undo();
    expect(await pidOf(victimOf(tokens))).not.toBe(pid);
  },

  'rolling-restart': async ({ tokens, on }) => {
    const fault = on(tokens);
    const before = await pidsOf(tokens);
    let most = 0;
    let isOver = false;
    const watching = (async () => {
      while (!isOver) {
        const met = await Promise.all(tokens.replicas.map(meetReplica));
        most = Math.max(most, met.filter((each) => each !== 'answers').length);
        await delay(20);
      }
    })();
    await fault.inject();
    isOver = true;
    await watching;
    expect(most).toBe(1);
    const after = await pidsOf(tokens);
    expect(after.filter((pid) => before.includes(pid))).toEqual([]);
    expect(before.map(stateOf)).toEqual(['gone', 'gone']);
    await fault.undo();
    expect(await pidsOf(tokens)).toEqual(after);
  },

  'clock-skewed': async ({ tokens, logInAt, on }) => {
    const fault = on(tokens);
    const endAt = async (replica: Replica) =>
      new Date((await logInAt(replica)).expiresAt).getTime();
    const aheadMs = async () => (await endAt(victimOf(tokens))) - (await endAt(otherOf(tokens)));
    const credential = await logInAt(otherOf(tokens));
    expect(await statusesOf(tokens, credential)).toEqual([200, 200]);
    await fault.inject();
    expect(await statusesOf(tokens, credential)).toEqual([200, 401]);
    expect(Math.abs((await aheadMs()) - twentyMinutesMs)).toBeLessThan(aMinuteMs);
    await fault.undo();
    expect(await statusesOf(tokens, credential)).toEqual([200, 200]);
    expect(Math.abs(await aheadMs())).toBeLessThan(aMinuteMs);
  },

  'keys-lost': async ({ tokens, sessions, logInAt, on }) => {
    const fault = on(tokens, sessions);
    const token = await logInAt(otherOf(tokens));
    const session = await logInAt(otherOf(sessions));
    const statuses = async () => [
      ...(await statusesOf(tokens, token)),
      ...(await statusesOf(sessions, session)),
    ];
    const before = [...(await pidsOf(tokens)), ...(await pidsOf(sessions))];
    expect(await statuses()).toEqual([200, 200, 200, 200]);
    await fault.inject();
    expect(await statuses()).toEqual([401, 401, 401, 401]);
    expect(before.map(stateOf)).toEqual(['gone', 'gone', 'gone', 'gone']);
    // A new login is good at both replicas: they have the same new key and the same new secret.
    for (const arm of [tokens, sessions]) {
      expect(await statusesOf(arm, await logInAt(victimOf(arm)))).toEqual([200, 200]);
    }
    await fault.undo();
    expect(await statuses()).toEqual([200, 200, 200, 200]);
  },

  'replica-cut-from-redis': cutOff('refused'),
  'push-link-cut': cutOff('silent'),
};

/** Replica 2 cannot ask Redis, and its link to Redis meets a client in this way. */
function cutOff(meeting: 'refused' | 'silent'): Check {
  return async ({ tokens, logInAt, on }) => {
    const fault = on(tokens);
    const credential = await logInAt(otherOf(tokens));
    expect(await statusesOf(tokens, credential)).toEqual([200, 200]);
    await fault.inject();
    expect(await meetLink(victimOf(tokens))).toBe(meeting);
    expect(await meetLink(otherOf(tokens))).toBe('answers');
    expect(await meetReplica(victimOf(tokens))).toBe('answers');
    expect(await statusesOf(tokens, credential)).toEqual([200, 503]);
    await fault.undo();
    expect(await meetLink(victimOf(tokens))).toBe('answers');
    expect(await statusAt(victimOf(tokens), credential)).toBe(200);
  };
}
