import type { Stack } from '../../stack/stack.ts';
import type { Verb } from '../verb.ts';
import { type FindVerb, runInner } from './inner-verb.ts';

/** `./lab count VERB WORD…`. Redis counts every command that reaches it, so the lab must be quiet otherwise. */
export function count(find: FindVerb): Verb {
  return {
    words: 'VERB [WORD…]',
    meaning: 'run a verb, and show which commands each Redis carried out meanwhile',
    help: ['Commands that a script in Redis calls are counted too.'],
    async run(stack, words, signal) {
      const before = await callsOf(stack);
      const told = await runInner(find, words, stack, signal);
      const after = await callsOf(stack);
      const lines = [...after].flatMap(([store, calls]) => {
        const counts = Object.entries(calls)
          .map(
            ([command, count]) => [command, count - (before.get(store)?.[command] ?? 0)] as const,
          )
          .filter(([, count]) => count > 0)
          .sort(([one], [other]) => one.localeCompare(other));
        const list = counts.map(([command, count]) => `${command} ${count}`).join(', ');
        return list === '' ? [] : [`${store}: ${list}`];
      });
      return { ...told, lines: [...told.lines, ...lines] };
    },
  };
}

/** The calls per command of each Redis that runs. */
async function callsOf(
  stack: Stack,
): Promise<ReadonlyMap<string, Readonly<Record<string, number>>>> {
  const stores = [...stack.arms.values()].map(({ store }) => store);
  const running = stores.filter((store) => store.state() === 'running');
  const calls = running.map(async (store) => [store.name, (await store.counters()).calls] as const);
  return new Map(await Promise.all(calls));
}
