import type { StoreClient } from '../shared/store/redis.ts';

/** What one actor sends to Redis, held back until the test lets it go. */
export interface Steps {
  readonly client: StoreClient;
  /** Lets the next command through. Resolves when it is answered, or at once when the actor sends none any more. */
  next(): Promise<void>;
  /** Holds nothing back any more. */
  open(): void;
}

const commands = new Set<PropertyKey>(['get', 'set', 'del', 'zscore', 'zrange', 'zrem', 'eval']);

/** @param finished resolves when the actor has nothing more to send */
export function inSteps(target: StoreClient, finished: () => Promise<unknown>): Steps {
  const waiting: (() => Promise<void>)[] = [];
  let arrived = Promise.withResolvers<void>();
  let isOpen = false;
  const hold = (send: () => Promise<unknown>): Promise<unknown> => {
    if (isOpen) return send();
    const { promise, resolve } = Promise.withResolvers<unknown>();
    waiting.push(async () => {
      const reply = send();
      resolve(reply);
      await reply.catch(() => undefined);
    });
    arrived.resolve();
    return promise;
  };
  const held = <Held extends object>(object: Held, names: ReadonlySet<PropertyKey>): Held =>
    new Proxy(object, {
      get(inner, name) {
        const member: unknown = Reflect.get(inner, name);
        if (typeof member !== 'function') return member;
        if (names.has(name)) return (...given: unknown[]) => hold(() => member.apply(inner, given));
        if (name === 'multi') return () => held(member.apply(inner), new Set(['exec']));
        // The commands of a transaction return the transaction, so that they can be chained.
        return (...given: unknown[]) => {
          const result: unknown = member.apply(inner, given);
          return result === inner ? held(inner, names) : result;
        };
      },
    });
  return {
    client: held(target, commands),
    async next() {
      if (waiting.length === 0) await Promise.race([arrived.promise, finished()]);
      arrived = Promise.withResolvers();
      await waiting.shift()?.();
    },
    open() {
      isOpen = true;
      for (const send of waiting.splice(0)) void send();
    },
  };
}
