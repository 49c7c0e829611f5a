import type { Stack } from '../stack/stack.ts';
import { accessLog } from './parts/access-log.ts';
import { holds } from './parts/holds.ts';
import { keys } from './parts/keys.ts';
import { metrics } from './parts/metrics.ts';
import { partNamed, partsOf, replicaNamed, storeNamed } from './parts/named-parts.ts';
import { partVerbs } from './parts/part-verbs.ts';
import { printReply } from './parts/redis-reply.ts';
import { count } from './people/count.ts';
import { credentialVerbs } from './people/credential-verbs.ts';
import { load } from './people/load.ts';
import { steal } from './people/steal.ts';
import { stream } from './people/stream.ts';
import { reset } from './reset.ts';
import type { Verb } from './verb.ts';

/** Sent alone, so that the connection of the next command is unchanged. For the others no login is counted in Redis. */
const changesConnection = /^(asking|auth|client|hello|multi|quit|readonly|reset|select|watch)$/i;

export const verbs: Readonly<Record<string, Verb>> = {
  ...credentialVerbs,
  load: load(verbNamed),
  stream: stream(verbNamed),
  count: count(verbNamed),
  holds,
  steal,
  reset,
  status: {
    words: '',
    meaning: 'show every part, its state and its address',
    run: async (stack) => statusLines(stack),
  },
  url: {
    words: 'ARM|REPLICA',
    meaning: 'show the address of an arm or a replica',
    run: async (stack, [name = '']) => [stack.arms.get(name)?.url ?? replicaNamed(stack, name).url],
  },
  metrics,
  ...partVerbs,
  persist: {
    words: 'STORE aof|nothing',
    meaning: 'set what Redis keeps, from its next start on',
    misfit: ([, what]) =>
      what === 'aof' || what === 'nothing' ? null : `aof or nothing, not "${what}"`,
    async run(stack, [name = '', what]) {
      await storeNamed(stack, name).persist(what === 'aof' ? 'aof' : 'nothing');
      return [`${name}: keeps ${what === 'aof' ? 'an append-only file' : 'nothing'}`];
    },
  },
  redis: {
    words: 'STORE COMMAND…',
    meaning: 'run one Redis command and show its reply',
    misfit: ([, command = '']) =>
      /^([ps]?subscribe|monitor|p?sync)$/i.test(command)
        ? `a command with one reply, and ${command} replies without end`
        : null,
    async run(stack, [name = '', ...command]) {
      const store = storeNamed(stack, name);
      const isLasting = changesConnection.test(command[0] ?? '');
      return printReply(await store[isLasting ? 'commandAlone' : 'command'](...command));
    },
  },
  reload: {
    words: '',
    meaning: 'make nginx read its configuration again',
    async run(stack) {
      await stack.balancer.reload();
      return ['balancer: reloaded'];
    },
  },
  'access-log': accessLog,
  keys,
  logs: {
    words: 'PART',
    meaning: 'show the last lines of its log',
    run: async (stack, [name = '']) => await partNamed(stack, name).logTail(),
  },
};

/** The verb of that name, and nothing that every object has. */
/** The verb of that name; undefined where there is none. `constructor` is none. */
export function verbNamed(name: string): Verb | undefined {
  return Object.hasOwn(verbs, name) ? verbs[name] : undefined;
}

async function statusLines(stack: Stack): Promise<string[]> {
  const { storeProgram, redisVersion } = await stack.facts();
  const urls = new Map<string, string>();
  for (const { replicas, store } of stack.arms.values()) {
    for (const { name, url } of replicas) urls.set(name, url);
    urls.set(store.name, `redis://${store.host}:${store.port} ${storeProgram} ${redisVersion}`);
  }
  const arms = [...stack.arms.values()].map(({ spec, url }) => [spec.arm, 'behind nginx', url]);
  const keeper = ['keeper', stack.driver, `pid ${process.pid}`];
  const parts = partsOf(stack).map((part) => [part.name, part.state(), urls.get(part.name) ?? '']);
  return [...arms, keeper, ...parts].map(([name = '', state = '', url = '']) =>
    `${name.padEnd(22)} ${state.padEnd(12)} ${url}`.trimEnd(),
  );
}
