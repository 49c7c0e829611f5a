import { availableParallelism } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import type { Arm, Replica } from '../../../infra/stack/stack.ts';
import { type Injection, type Target, toEachArm, victimOf } from './fault.ts';

type Environment = Readonly<Record<string, string>>;

/**
 * Starting a replica costs a third of a second of CPU. All arms are broken in the same moment, and if all their
 * replicas started at once, a small machine would stand still for seconds, which is no fault of any contender. So half
 * of the processors start and the other half serve.
 */
const startsAtOnce = Math.max(1, Math.floor(availableParallelism() / 2));

/** On a machine that is busy with other things a start takes long. A limit on a hang, not a statement about speed. */
const readyTimeoutMs = 60_000;

/** Starts replicas, few at a time. Each action of a fault makes a starter of its own. */
export type Starter = (replica: Replica, environment?: Environment) => Promise<void>;

export function createStarter(): Starter {
  const turns = createTurns(startsAtOnce);
  return (replica, environment) =>
    turns.take(async () => {
      if (environment === undefined) await replica.start();
      else await replica.startWith(environment);
      await replica.untilReady(readyTimeoutMs);
    });
}

/**
 * Longer than the balancer leaves out a replica whose connection was refused: `fail_timeout`, rounded up to the next
 * whole second. If the next replica stops earlier, the balancer may leave out two of three at once.
 */
const leftOutMs = 3_000;

/** One replica after the other: drain, start, wait until it is ready and the balancer asks it again. */
export async function restartInTurn(
  { replicas }: Arm,
  start: Starter,
  environment?: Environment,
): Promise<void> {
  for (const replica of replicas) {
    const refusedSinceMs = performance.now();
    await replica.drain();
    await start(replica, environment);
    await delay(Math.max(0, refusedSinceMs + leftOutMs - performance.now()));
  }
}

/** All at once: no request is served meanwhile. */
export async function restartAll(
  { replicas }: Arm,
  start: Starter,
  environment?: Environment,
): Promise<void> {
  await Promise.all(
    replicas.map(async (replica) => {
      await replica.kill();
      await start(replica, environment);
    }),
  );
}

/** Starts replica 2 of each arm again. */
export const startVictims: Injection['heal'] = (target) => {
  const start = createStarter();
  return toEachArm((arm) => start(victimOf(arm)))(target);
};

/** Restarts all replicas as they were planned, after a fault that gave them other settings. */
export const restartAsPlanned = async (target: Target): Promise<void> => {
  const start = createStarter();
  await toEachArm((arm) => restartAll(arm, start))(target);
};

/** Lets at most so many actions run at the same time, and starts them in the order in which they were given. */
export interface Turns {
  take<T>(action: () => Promise<T>): Promise<T>;
}

export function createTurns(atOnce: number): Turns {
  let free = atOnce;
  const waiting: (() => void)[] = [];
  return {
    async take(action) {
      if (free === 0) await new Promise<void>((resolve) => waiting.push(resolve));
      else free -= 1;
      try {
        return await action();
      } finally {
        const next = waiting.shift();
        if (next === undefined) free += 1;
        else next();
      }
    },
  };
}
