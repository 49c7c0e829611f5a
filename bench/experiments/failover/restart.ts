import { availableParallelism } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import type { Arm, Moment, Replica } from '../../../infra/stack/stack.ts';
import { type Target, toEachArm, victimOf } from './fault.ts';

/**
 * Starting a replica costs a third of a second of CPU. All arms are broken in the same moment, and if all their
 * replicas started at once, a small machine would stand still for seconds, which is no fault of any contender. So half
 * of the processors start and the other half serve.
 */
const startsAtOnce = Math.max(1, Math.floor(availableParallelism() / 2));

/** On a machine that is busy with other things a start takes long. A limit on a hang, not a statement about speed. */
const readyTimeoutMs = 60_000;

/** Starts a replica with these variables over the planned ones (default: none), and waits until it is ready. */
type Start = (replica: Replica, environment?: Readonly<Record<string, string>>) => Promise<void>;

/** Does the same to all arms at once, but of all their replicas only a few start at a time. */
export function restartInEachArm(act: (arm: Arm, start: Start) => Promise<unknown>) {
  return (target: Pick<Target, 'arms'>): Promise<Moment> => {
    const inTurn = createTurns(startsAtOnce);
    const start: Start = (replica, environment = {}) =>
      inTurn(async () => {
        await replica.startWith(environment);
        await replica.untilReady(readyTimeoutMs);
      });
    return toEachArm((arm) => act(arm, start))(target);
  };
}

/**
 * Longer than the balancer leaves out a replica whose connection was refused: `fail_timeout`, rounded up to the next
 * whole second. If the next replica stops earlier, the balancer may leave out two of three at once.
 */
const leftOutMs = 3_000;

/** One replica after the other: drain, start, wait until it is ready and the balancer asks it again. */
export async function restartInTurn({ replicas }: Arm, start: Start): Promise<void> {
  for (const replica of replicas) {
    const refusedSinceMs = performance.now();
    await replica.drain();
    await start(replica);
    await delay(Math.max(0, refusedSinceMs + leftOutMs - performance.now()));
  }
}

/** All replicas at once, with these variables: no request is served meanwhile. */
export function restartAll(
  variablesOf: (arm: Arm) => Readonly<Record<string, string>>,
): (target: Pick<Target, 'arms'>) => Promise<Moment> {
  return restartInEachArm((arm, start) =>
    Promise.all(
      arm.replicas.map(async (replica) => {
        await replica.kill();
        await start(replica, variablesOf(arm));
      }),
    ),
  );
}

/** Starts replica 2 of each arm again. */
export const startVictims = restartInEachArm((arm, start) => start(victimOf(arm)));

/** Restarts all replicas as they were planned, after a fault that gave them other settings. */
export const restartAsPlanned = restartAll(() => ({}));

/** Lets at most so many actions run at the same time, and starts them in the order in which they were given. */
export function createTurns(atOnce: number) {
  let free = atOnce;
  const waiting: (() => void)[] = [];
  return async <T>(action: () => Promise<T>): Promise<T> => {
    if (free === 0) await new Promise<void>((resolve) => waiting.push(resolve));
    else free -= 1;
    try {
      return await action();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}
