import type { Store } from '../../stack/stack.ts';
import type { Verb } from '../verb.ts';
import { storeNamed } from './named-parts.ts';
import { printReply } from './redis-reply.ts';

/** How much each Redis holds, and for how long. A key's kind is the part before its first colon. */
export const holds: Verb = {
  words: '[STORE…]',
  meaning: 'count the keys of each Redis by their kind, and show how long they live',
  help: [
    'STORE is a Redis, such as tokens-store, or the contender that it belongs to. Without one every Redis is counted.',
  ],
  async run(stack, names) {
    const wanted = names.length > 0 ? names : [...stack.arms.keys()];
    const stores = wanted.map((name) => stack.arms.get(name)?.store ?? storeNamed(stack, name));
    const width = Math.max(...stores.map(({ name }) => name.length));
    const kinds = await Promise.all(stores.map(kindsOf));
    return stores.flatMap(({ name }, index) =>
      (kinds[index] ?? []).map((line) => `${name.padEnd(width)}  ${line}`),
    );
  },
};

async function kindsOf(store: Store): Promise<string[]> {
  const names = printReply(await store.command('KEYS', '*')).filter((name) => name !== '(empty)');
  const livesSeconds = new Map<string, number[]>();
  for (const name of names.sort()) {
    const kind = name.split(':', 1)[0] ?? name;
    const ttl = Number(await store.command('TTL', name));
    livesSeconds.set(kind, [...(livesSeconds.get(kind) ?? []), ttl]);
  }
  if (livesSeconds.size === 0) return ['is empty'];
  return [...livesSeconds].map(([kind, ttls]) => {
    const life = ttls.includes(-1) ? 'no end' : `at most ${Math.max(...ttls)} s left`;
    return `${String(ttls.length).padStart(4)} ${kind.padEnd(18)} ${life}`;
  });
}
