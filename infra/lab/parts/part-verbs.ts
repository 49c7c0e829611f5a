import { StackError } from '../../stack/errors.ts';
import type { Link, Part, Replica, Stack } from '../../stack/stack.ts';
import type { Verb } from '../verb.ts';
import { partsNamed, replicasNamed } from './named-parts.ts';
import { roll } from './roll.ts';

/** The names that the verbs of parts take. */
const partHelp = [
  'PART is a replica, a store or the balancer, such as tokens-1 or tokens-store. There can be several.',
  'A contender, such as tokens, stands for all of its replicas, and not for its store. stores stands for every store.',
];

const replicaHelp = [
  'There can be several replicas. A contender, such as tokens, stands for all of its replicas.',
];

/** The verbs that end, stop and start parts, break their links, and take them off the balancer's list. */
export const partVerbs: Readonly<Record<string, Verb>> = {
  kill: {
    words: 'PART…',
    meaning: 'end it at once (SIGKILL)',
    help: partHelp,
    run: on(partsNamed, 'killed', (part) => part.kill()),
  },
  freeze: {
    words: 'PART…',
    meaning: 'stop it and keep its connections open (SIGSTOP)',
    help: partHelp,
    run: on(partsNamed, 'frozen', (part) => part.freeze()),
  },
  resume: {
    words: 'PART…',
    meaning: 'let a frozen part go on, and wait until it is ready',
    help: partHelp,
    run: on(partsNamed, 'ready', async (part, stack) => {
      await part.resume();
      await untilUsable(stack, part);
    }),
  },
  start: {
    words: 'PART…',
    meaning: 'start a stopped part, and wait until it is ready',
    help: partHelp,
    run: on(partsNamed, 'ready', async (part, stack) => {
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
    help: replicaHelp,
    run: on(replicasNamed, 'drained', (replica) => replica.drain()),
  },
  roll,
  cut: {
    words: 'REPLICA…',
    meaning: 'reset its connections to Redis and refuse new ones',
    help: replicaHelp,
    run: on(replicasNamed, 'cut from Redis', (replica) => linkOf(replica).cut()),
  },
  blackhole: {
    words: 'REPLICA…',
    meaning: 'keep its connections to Redis open and deliver nothing',
    help: replicaHelp,
    run: on(replicasNamed, 'hears nothing from Redis', (replica) => linkOf(replica).blackhole()),
  },
  delay: {
    words: 'REPLICA… MS',
    meaning: 'delay its traffic with Redis by MS in each direction',
    help: replicaHelp,
    misfit: (words) =>
      /^\d{1,5}(\.\d+)?$/.test(words.at(-1) ?? '')
        ? null
        : `a replica and 0 to 99999 milliseconds, not "${words.at(-1) ?? ''}"`,
    async run(stack, words, signal) {
      const eachWayMs = Number(words.at(-1));
      const done = `${eachWayMs} ms to Redis and ${eachWayMs} ms back`;
      const delay = on(replicasNamed, done, (replica) => linkOf(replica).delay(eachWayMs));
      return await delay(stack, words.slice(0, -1), signal);
    },
  },
  heal: {
    words: 'REPLICA…',
    meaning: 'undo cut, blackhole and delay',
    help: replicaHelp,
    run: on(replicasNamed, 'reaches Redis again', async (replica) => {
      await linkOf(replica).heal();
      await replica.untilReady();
    }),
  },
  leave: {
    words: 'REPLICA…',
    meaning: "take it off the balancer's list",
    help: replicaHelp,
    async run(stack, names, signal) {
      requireOthers(stack, names);
      const leave = on(replicasNamed, 'left the balancer', ({ name }) =>
        stack.balancer.leave(name),
      );
      return await leave(stack, names, signal);
    },
  },
  join: {
    words: 'REPLICA…',
    meaning: "put it on the balancer's list again",
    help: replicaHelp,
    run: on(replicasNamed, 'joined the balancer', ({ name }, { balancer }) => balancer.join(name)),
  },
};

/** Finds what each argument names, acts on one after the other, and prints `name: done` for each. */
function on<Kind extends Part>(
  find: (stack: Stack, name: string) => readonly Kind[],
  done: string,
  act: (found: Kind, stack: Stack) => Promise<unknown>,
): Verb['run'] {
  return async (stack, names) => {
    // A name that does not exist stops the command before it has changed anything.
    const found = [...new Set(names.flatMap((name) => find(stack, name)))];
    for (const each of found) await act(each, stack);
    return found.map(({ name }) => `${name}: ${done}`);
  };
}

/** nginx accepts no empty list. So a command that names all replicas of a contender is refused as a whole. */
function requireOthers(stack: Stack, names: readonly string[]): void {
  const leaving = new Set(names.flatMap((name) => replicasNamed(stack, name)));
  for (const { spec, replicas } of stack.arms.values()) {
    if (replicas.some((replica) => !leaving.has(replica))) continue;
    throw new StackError(
      'not_possible',
      `these are all replicas of ${spec.arm}, and nginx needs at least one: ./lab leave ${spec.arm}-1`,
    );
  }
}

function linkOf({ name, storeLink }: Replica): Link {
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
