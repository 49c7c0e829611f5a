import { StackError } from '../stack/errors.ts';
import type { Link, Stack } from '../stack/stack.ts';
import { replicaNamed } from './named-parts.ts';
import type { Verb } from './verb.ts';

/** What a person can do to the connection between a replica and its Redis. */
export const linkVerbs: Readonly<Record<'cut' | 'blackhole' | 'delay' | 'heal', Verb>> = {
  cut: {
    words: 'REPLICA',
    meaning: 'no connection from it to Redis',
    run: onLink('cut from Redis', (link) => link.cut()),
  },
  blackhole: {
    words: 'REPLICA',
    meaning: 'its connections to Redis stay open and deliver nothing',
    run: onLink('hears nothing from Redis', (link) => link.blackhole()),
  },
  delay: {
    words: 'REPLICA MS',
    meaning: 'so many milliseconds on the way to Redis, and as many back',
    async run(stack, [name = '', text = '']) {
      const eachWayMs = Number(text);
      if (text === '' || !(eachWayMs >= 0)) {
        throw new StackError('not_possible', 'delay takes a replica and milliseconds');
      }
      await linkOf(stack, name).delay(eachWayMs);
      return [`${name}: ${eachWayMs} ms to Redis and ${eachWayMs} ms back`];
    },
  },
  heal: {
    words: 'REPLICA',
    meaning: 'its connection to Redis is as it was',
    async run(stack, [name = '']) {
      await linkOf(stack, name).heal();
      await replicaNamed(stack, name).untilReady();
      return [`${name}: reaches Redis again`];
    },
  },
};

function onLink(done: string, act: (link: Link) => Promise<unknown>): Verb['run'] {
  return async (stack, [name = '']) => {
    await act(linkOf(stack, name));
    return [`${name}: ${done}`];
  };
}

function linkOf(stack: Stack, name: string): Link {
  const { storeLink } = replicaNamed(stack, name);
  if (storeLink !== null) return storeLink;
  throw new StackError('not_possible', `${name} was started without a link that can be broken`);
}
