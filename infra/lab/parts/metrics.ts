import { z } from 'zod';
import { StackError } from '../../stack/errors.ts';
import type { Replica, Stack } from '../../stack/stack.ts';
import type { Verb } from '../verb.ts';
import { isPlace, replicasNamed } from './named-parts.ts';

const members = z.record(z.string(), z.unknown());
type Members = z.infer<typeof members>;

/** What a replica says about itself on its private port. */
export const metrics: Verb = {
  words: 'PLACE… [NAME…]',
  meaning: 'show all metrics, or those with these names: tokens-pushed denylistEntries',
  help: [
    'PLACE is a contender, for all of its replicas, or a replica. They answer on a port that nginx never leads to.',
    'With a NAME there is one line for each replica and name. Without one the metrics are shown as JSON.',
  ],
  async run(stack, words) {
    const places = words.filter((word, index) => index === 0 || isPlace(stack, word));
    const names = words.filter((word) => !places.includes(word));
    const replicas = places.flatMap((name) => replicasNamed(stack, name));
    const all = await Promise.all(replicas.map(read));
    if (names.length === 0) {
      return all.flatMap((metrics) => JSON.stringify(metrics, null, 2).split('\n'));
    }
    return replicas.flatMap((replica, index) => {
      const flat = flatten(all[index] ?? {});
      return names.map((name) => `${replica.name}  ${name} ${metricOf(stack, flat, name)}`);
    });
  },
};

async function read({ name, metricsUrl, state }: Replica): Promise<Members> {
  try {
    const answer = await fetch(`${metricsUrl}/metrics`, { signal: AbortSignal.timeout(2_000) });
    return members.parse(await answer.json());
  } catch (cause) {
    throw new StackError('part_silent', `${name} shows no metrics: it is ${state()}`, { cause });
  }
}

/** The metrics of the approach stand beside those that every replica has. */
function flatten({ strategy, ...common }: Members): Members {
  const own = members.safeParse(strategy);
  return { ...common, ...(own.success ? own.data : {}) };
}

function metricOf(stack: Stack, metrics: Members, name: string): string {
  const value = metrics[name];
  if (value !== undefined) return typeof value === 'string' ? value : JSON.stringify(value);
  const names = Object.keys(metrics).sort().join(', ');
  const places = [...stack.arms.keys()].join(', ');
  throw new StackError(
    'not_possible',
    `"${name}" is neither a metric nor a place; metrics: ${names}; places: ${places} and their replicas`,
  );
}
