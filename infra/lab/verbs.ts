import { StackError } from '../stack/errors.ts';
import type { Link, Part, Stack } from '../stack/stack.ts';
import { accessLog } from './access-log.ts';
import { credentialVerbs } from './credential-verbs.ts';
import { keys } from './keys.ts';
import { partNamed, partsOf, replicaNamed, storeNamed } from './named-parts.ts';
import { printReply } from './redis-reply.ts';
import { reset } from './reset.ts';
import type { Verb } from './verb.ts';

/** Sent alone, so that the connection of the next command is unchanged. For the others no login is counted in Redis. */
const changesConnection = /^(asking|auth|client|hello|multi|quit|readonly|reset|select|watch)$/i;

export const verbs: Readonly<Record<string, Verb>> = {
  ...credentialVerbs,
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
  metrics: {
    words: 'REPLICA',
    meaning: 'show the metrics on its private port',
    async run(stack, [name = '']) {
      const answer = await fetch(`${replicaNamed(stack, name).metricsUrl}/metrics`);
      return JSON.stringify(await answer.json(), null, 2).split('\n');
    },
  },
  kill: {
    words: 'PART…',
    meaning: 'end it at once (SIGKILL)',
    run: on(partNamed, 'killed', (part) => part.kill()),
  },
  freeze: {
    words: 'PART…',
    meaning: 'stop it and keep its connections open (SIGSTOP)',
    run: on(partNamed, 'frozen', (part) => part.freeze()),
  },
  resume: {
    words: 'PART…',
    meaning: 'let a frozen part go on, and wait until it is ready',
    run: on(partNamed, 'ready', async (part, stack) => {
      await part.resume();
      await untilUsable(stack, part);
    }),
  },
  start: {
    words: 'PART…',
    meaning: 'start a stopped part, and wait until it is ready',
    run: on(partNamed, 'ready', async (part, stack) => {
      if (part.state() === 'frozen') {
        throw new StackError('not_possible', `${part.name} is frozen: ./lab resume ${part.name}`);
      }
      await part.start();
      await untilUsable(stack, part);
    }),
  },
  drain: {
    words: 'REPLICA…',
    meaning: 'let it finish its requests and end (SIGTERM)',
    run: on(replicaNamed, 'drained', (replica) => replica.drain()),
  },
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
  cut: {
    words: 'REPLICA…',
    meaning: 'reset its connections to Redis and refuse new ones',
    run: on(linkOf, 'cut from Redis', (link) => link.cut()),
  },
  blackhole: {
    words: 'REPLICA…',
    meaning: 'keep its connections to Redis open and deliver nothing',
    run: on(linkOf, 'hears nothing from Redis', (link) => link.blackhole()),
  },
  delay: {
    words: 'REPLICA MS',
    meaning: 'delay its traffic with Redis by MS in each direction',
    misfit: ([, text = '']) =>
      /^\d{1,5}(\.\d+)?$/.test(text)
        ? null
        : `a replica and 0 to 99999 milliseconds, not "${text}"`,
    async run(stack, [name = '', text = '']) {
      const eachWayMs = Number(text);
      await linkOf(stack, name).delay(eachWayMs);
      return [`${name}: ${eachWayMs} ms to Redis and ${eachWayMs} ms back`];
    },
  },
  heal: {
    words: 'REPLICA…',
    meaning: 'undo cut, blackhole and delay',
    run: on(replicaNamed, 'reaches Redis again', async (replica, stack) => {
      await linkOf(stack, replica.name).heal();
      await replica.untilReady();
    }),
  },
  leave: {
    words: 'REPLICA…',
    meaning: "take it off the balancer's list",
    run: on(replicaNamed, 'left the balancer', ({ name }, { balancer }) => balancer.leave(name)),
  },
  join: {
    words: 'REPLICA…',
    meaning: "put it on the balancer's list again",
    run: on(replicaNamed, 'joined the balancer', ({ name }, { balancer }) => balancer.join(name)),
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

/** Finds what each argument names, acts on one after the other, and prints `name: done` for each. */
function on<Kind>(
  find: (stack: Stack, name: string) => Kind,
  done: string,
  act: (found: Kind, stack: Stack) => Promise<unknown>,
): Verb['run'] {
  return async (stack, names) => {
    // A name that does not exist stops the command before it has changed anything.
    const found = names.map((name) => find(stack, name));
    for (const each of found) await act(each, stack);
    return names.map((name) => `${name}: ${done}`);
  };
}

function linkOf(stack: Stack, name: string): Link {
  const { storeLink } = replicaNamed(stack, name);
  if (storeLink !== null) return storeLink;
  throw new StackError('not_possible', `${name} was started without a link that can be broken`);
}

/** Waits for the part and, after a store, for the running replicas of its arm: they must connect to it again. */
async function untilUsable(stack: Stack, part: Part): Promise<void> {
  await part.untilReady();
  const arm = [...stack.arms.values()].find(({ store }) => store.name === part.name);
  const running = arm?.replicas.filter((replica) => replica.state() === 'running') ?? [];
  await Promise.all(running.map((replica) => replica.untilReady()));
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
