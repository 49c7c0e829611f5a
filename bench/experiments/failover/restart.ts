import { availableParallelism } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import type { Arm, Replica } from '../../../infra/stack/stack.ts';
import { createTurns } from './turns.ts';

type Environment = Readonly<Record<string, string>>;

/**
 * Starting a replica costs a third of a second of CPU. All arms are broken in the same moment, and if all their
 * replicas started at once, a small machine would stand still for seconds, which is no fault of any contender. So half
 * of the processors start and the other half serve.
 */
const startsAtOnce = Math.max(1, Math.floor(availableParallelism() / 2));

/** On a machine that is busy with other things a start takes long. A limit on a hang, not a statement about speed. */
const readyTimeoutMs = 60_000;

/** Starts replicas, few at a time. One for each action of a fault. */
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
 * whole second. Whoever stops the next one earlier can have two of three left out at once.
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

/** All at once: nobody is served meanwhile. For what is done before or after the load. */
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
