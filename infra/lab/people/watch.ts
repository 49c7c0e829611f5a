import { setTimeout as sleep } from 'node:timers/promises';
import type { Replica } from '../../stack/stack.ts';
import type { Told, Verb } from '../verb.ts';
import { curl, printCurl, verdictOf } from './curl.ts';
import { keptJar } from './jar.ts';
import { eachPair, type Pair } from './pair.ts';

/** Between two requests to one replica. What `watch` prints is no more exact than this. */
const pauseMs = 100;
const longestMs = 60_000;

/** How long a credential still works, at each replica. */
export const watch: Verb = {
  words: 'PERSON [PLACE…]',
  meaning: 'present the kept credential until each replica refuses it, and show how long that took',
  help: [
    `It asks each replica every ${pauseMs / 1_000} s, counts from its first request on, and gives up after ${longestMs / 1_000} s.`,
  ],
  run: (stack, words) => eachPair(stack, words, watchAt),
};

async function watchAt({ stack, person, place, label }: Pair): Promise<Told> {
  const jar = keptJar(stack, person, place.arm.spec.arm);
  const width = Math.max(...place.replicas.map(({ name }) => name.length));
  const found = await Promise.all(place.replicas.map((replica) => untilRefused(replica, jar)));
  return {
    commands: place.replicas.map(({ url }) => printCurl({ url: `${url}/me`, jar })),
    lines: found.map(
      (said, index) => `${label}${(place.replicas[index]?.name ?? '').padEnd(width)}  ${said}`,
    ),
  };
}

async function untilRefused({ url }: Replica, jar: string): Promise<string> {
  const beganMs = performance.now();
  for (;;) {
    const sentMs = performance.now() - beganMs;
    const answered = await curl({ url: `${url}/me`, jar });
    const seconds = `${(sentMs / 1_000).toFixed(1)} s`;
    if (answered.status !== 200) return `${seconds}  ${verdictOf(answered)}`;
    if (sentMs > longestMs) return `${seconds}  still ${verdictOf(answered)}`;
    await sleep(pauseMs);
  }
}
