import type { StoreConnection } from '../redis/connection.ts';
import type { Persistence } from '../redis/render.ts';
import { createPart, type ProgramControl } from './part.ts';
import type { Store } from './stack.ts';

export interface StoreFacts {
  readonly name: string;
  readonly arm: string;
  readonly host: string;
  readonly port: number;
}

/** `configure` writes the redis.conf that Redis reads at its next start. */
export function createStore(
  facts: StoreFacts,
  control: ProgramControl,
  connection: StoreConnection,
  configure: (persistence: Persistence) => Promise<void>,
): Store {
  return {
    ...createPart(facts.name, control, () => connection.isReady()),
    arm: facts.arm,
    host: facts.host,
    port: facts.port,
    counters: () => connection.counters(),
    persist: (what) => configure(what),
    command: (command = 'PING', ...args) => connection.call(command, ...args),
    async commandAlone(command = 'PING', ...args) {
      const own = connection.another();
      try {
        return await own.call(command, ...args);
      } finally {
        own.close();
      }
    },
  };
}
