import { StackError } from '../stack/errors.ts';
import type { Part, Stack } from '../stack/stack.ts';
import { linkVerbs } from './link-verbs.ts';
import { partNamed, partsOf, replicaNamed, storeNamed } from './named-parts.ts';
import { printReply } from './redis-reply.ts';
import type { Verb } from './verb.ts';

export const verbs: Readonly<Record<string, Verb>> = {
  status: {
    words: '',
    meaning: 'every part, its state and where it answers',
    run: async (stack) => statusLines(stack),
  },
  url: {
    words: 'ARM|REPLICA',
    meaning: 'where it answers',
    run: async (stack, [name = '']) => [stack.arms.get(name)?.url ?? replicaNamed(stack, name).url],
  },
  metrics: {
    words: 'REPLICA',
    meaning: 'what it says about itself on its private port',
    async run(stack, [name = '']) {
      const answer = await fetch(`${replicaNamed(stack, name).metricsUrl}/metrics`);
      return JSON.stringify(await answer.json(), null, 2).split('\n');
    },
  },
  kill: {
    words: 'PART',
    meaning: 'end it at once (SIGKILL)',
    run: onPart('killed', (part) => part.kill()),
  },
  freeze: {
    words: 'PART',
    meaning: 'stop it, with its connections open (SIGSTOP)',
    run: onPart('frozen', (part) => part.freeze()),
  },
  resume: {
    words: 'PART',
    meaning: 'let a frozen part go on, and wait until it is ready',
    run: onPart('ready', async (part, stack) => {
      await part.resume();
      await settle(stack, part);
    }),
  },
  start: {
    words: 'PART',
    meaning: 'start a part that is down, and wait until it is ready',
    run: onPart('ready', async (part, stack) => {
      await part.start();
      await settle(stack, part);
    }),
  },
  drain: {
    words: 'REPLICA',
    meaning: 'let it finish what it has and go (SIGTERM)',
    async run(stack, [name = '']) {
      await replicaNamed(stack, name).drain();
      return [`${name}: drained`];
    },
  },
  persist: {
    words: 'STORE aof|nothing',
    meaning: 'what Redis keeps from its next start on',
    async run(stack, [name = '', what]) {
      if (what !== 'aof' && what !== 'nothing') {
        throw new StackError('not_possible', 'persist takes aof or nothing');
      }
      await storeNamed(stack, name).persist(what);
      return [`${name}: keeps ${what === 'aof' ? 'an append-only file' : 'nothing'}`];
    },
  },
  redis: {
    words: 'STORE COMMAND…',
    meaning: 'one Redis command, and its reply',
    async run(stack, [name = '', ...command]) {
      return printReply(await storeNamed(stack, name).command(...command));
    },
  },
  ...linkVerbs,
  leave: {
    words: 'REPLICA',
    meaning: "take it off the balancer's list",
    async run(stack, [name = '']) {
      await stack.balancer.leave(replicaNamed(stack, name).name);
      return [`${name}: left the balancer`];
    },
  },
  join: {
    words: 'REPLICA',
    meaning: "put it on the balancer's list again",
    async run(stack, [name = '']) {
      await stack.balancer.join(replicaNamed(stack, name).name);
      return [`${name}: joined the balancer`];
    },
  },
  reload: {
    words: '',
    meaning: 'nginx reads its configuration again',
    async run(stack) {
      await stack.balancer.reload();
      return ['balancer: reloaded'];
    },
  },
  logs: {
    words: 'PART',
    meaning: 'the last lines that it logged',
    run: async (stack, [name = '']) => await partNamed(stack, name).logTail(),
  },
};

function onPart(done: string, act: (part: Part, stack: Stack) => Promise<unknown>): Verb['run'] {
  return async (stack, [name = '']) => {
    await act(partNamed(stack, name), stack);
    return [`${name}: ${done}`];
  };
}

/** A store is of use when its replicas have found it again. */
async function settle(stack: Stack, part: Part): Promise<void> {
  await part.untilReady();
  const arm = [...stack.arms.values()].find(({ store }) => store.name === part.name);
  const running = arm?.replicas.filter((replica) => replica.state() === 'running') ?? [];
  await Promise.all(running.map((replica) => replica.untilReady()));
}

function statusLines(stack: Stack): string[] {
  const urls = new Map<string, string>();
  for (const { replicas, store } of stack.arms.values()) {
    for (const { name, url } of replicas) urls.set(name, url);
    urls.set(store.name, `redis://${store.host}:${store.port}`);
  }
  const arms = [...stack.arms.values()].map(({ spec, url }) => [spec.arm, 'behind nginx', url]);
  const keeper = ['keeper', stack.driver, `pid ${process.pid}`];
  const parts = partsOf(stack).map((part) => [part.name, part.state(), urls.get(part.name) ?? '']);
  return [...arms, keeper, ...parts].map(([name = '', state = '', url = '']) =>
    `${name.padEnd(22)} ${state.padEnd(12)} ${url}`.trimEnd(),
  );
}
