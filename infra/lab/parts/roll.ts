import type { Arm, Replica } from '../../stack/stack.ts';
import { until } from '../../stack/until.ts';
import type { Verb } from '../verb.ts';
import { armNamed } from './named-parts.ts';

/** A deploy: every replica ends and starts again, one at a time. */
export const roll: Verb = {
  words: 'CONTENDER…',
  meaning: 'drain and start each replica in turn, as a deploy does',
  help: [
    'Each replica gets a SIGTERM, finishes its requests, ends and starts again. The next one follows when nginx sends',
    'requests to this one again. Several contenders roll at the same time.',
  ],
  announce: () =>
    'waiting for each replica in turn to drain, start and get requests again: 3 s each',
  async run(stack, names) {
    const arms = names.map((name) => armNamed(stack, name));
    return (await Promise.all(arms.map(rollArm))).flat();
  },
};

async function rollArm(arm: Arm): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const replica of arm.replicas) {
    await replica.drain();
    await replica.start();
    await replica.untilReady();
    const isAsked = await until(() => isAskedBy(arm, replica), ejectionMs, 50);
    lines.push(
      `${replica.name}: drained, and ready again${isAsked ? '' : '; nginx sends it no request'}`,
    );
  }
  return lines;
}

/** nginx leaves a replica out for 2 s when a request to it has failed. */
const ejectionMs = 5_000;

/** Whether nginx chose this replica for a request that anybody may send. */
async function isAskedBy({ url }: Arm, { name }: Replica): Promise<boolean> {
  const answer = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(2_000) }).catch(
    () => null,
  );
  await answer?.body?.cancel();
  return answer?.headers.get('x-replica') === name;
}
