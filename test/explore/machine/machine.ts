import { AsyncLocalStorage } from 'node:async_hooks';
import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import timersPromises from 'node:timers/promises';
import type { VirtualClock, VirtualTimer } from './clock.ts';
import type { SeededRandom } from './random.ts';
import { type Rest, watchForRest } from './rest.ts';
import type { InMemorySocket } from './socket.ts';

/** What a replica finds around it during one run: time, chance and network. */
export interface Surroundings {
  readonly clock: VirtualClock;
  readonly random: SeededRandom;
  /** The host that ioredis is told to connect to. */
  connect(): InMemorySocket;
  fetch(url: URL): Promise<Response>;
}

/** This process, whose clock, chance and network are in the hands of the explorer. */
export interface Machine {
  readonly rest: Rest;
  /** Gives the next run its own surroundings. Timers and connections of the last run are forgotten. */
  enter(surroundings: Surroundings): void;
}

const actors = new AsyncLocalStorage<string>();

/** The name under which whatever `act` begins is known: what it sends, sets and draws. */
export function actingAs<T>(actor: string, act: () => T): T {
  return actors.run(actor, act);
}

/** Who acts now. */
export function currentActor(): string {
  return actors.getStore() ?? 'nobody';
}

/**
 * Replaces the functions of Node by which a program learns the time, waits, draws lots and connects. Must run before
 * any code under test, once for each process, and nothing undoes it. A program that is not explored has no business
 * in the same process.
 */
export function takeOverMachine(): Machine {
  const rest = watchForRest(setImmediate);
  let entered: Surroundings | null = null;
  const now = (): Surroundings => {
    if (entered === null) throw new Error('no run has begun');
    return entered;
  };
  takeOverTime(() => now().clock);
  takeOverChance(() => now().random);
  const connect = () => {
    const socket = now().connect();
    process.nextTick(() => socket.establish());
    return socket;
  };
  Object.assign(net, { createConnection: connect, connect });
  globalThis.fetch = (input) => now().fetch(new URL(String(input)));
  syncBuiltinESMExports();
  return {
    rest,
    enter(surroundings) {
      entered = surroundings;
    },
  };
}

type Callback = (...args: unknown[]) => void;

function takeOverTime(clock: () => VirtualClock): void {
  const handleOf = (timer: VirtualTimer) => {
    const handle = {
      timer,
      ref: () => handle,
      unref: () => handle,
      hasRef: () => true,
      refresh() {
        timer.dueMs = clock().nowMs() + timer.delayMs;
        return handle;
      },
    };
    return handle;
  };
  const start =
    (repeats: boolean) =>
    (callback: Callback, delayMs?: number, ...args: unknown[]) =>
      handleOf(clock().set(() => callback(...args), delayMs ?? 1, repeats));
  const stop = (handle?: ReturnType<typeof handleOf> | null) => {
    if (handle?.timer !== undefined) clock().clear(handle.timer);
  };
  Object.assign(globalThis, {
    setTimeout: start(false),
    setInterval: start(true),
    clearTimeout: stop,
    clearInterval: stop,
    Date: new Proxy(Date, {
      construct: (target, args, self) =>
        Reflect.construct(target, args.length === 0 ? [clock().nowMs()] : args, self),
      get: (target, name) =>
        name === 'now' ? () => clock().nowMs() : Reflect.get(target, name, target),
    }),
  });
  Object.defineProperty(performance, 'now', { value: () => clock().monotonicMs() });
  Object.assign(timersPromises, {
    setTimeout: <T>(delayMs?: number, value?: T) =>
      new Promise<T | undefined>((resolve) => {
        clock().set(() => resolve(value), delayMs ?? 1, false);
      }),
  });
}

function takeOverChance(random: () => SeededRandom): void {
  const randomBytes = (count: number, done?: (error: null, bytes: Buffer) => void) => {
    const bytes = random().bytes(count);
    if (done === undefined) return bytes;
    process.nextTick(done, null, bytes);
    return undefined;
  };
  Object.assign(crypto, {
    randomBytes,
    randomInt: (min: number, max: number) => random().integer(min, max),
    randomUUID: () => random().bytes(16).toString('hex'),
  });
  Math.random = () => 0.5;
}
