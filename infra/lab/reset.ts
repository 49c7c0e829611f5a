import { rmSync } from 'node:fs';
import { contenderNamed, worksOnEveryReplica } from '../contenders/contenders.ts';
import type { Arm, Part } from '../stack/stack.ts';
import { partsOf } from './parts/named-parts.ts';
import { jarsOf } from './people/jar.ts';
import type { Verb } from './verb.ts';

/** Brings the running lab back to its beginning, without a new start. */
export const reset: Verb = {
  words: '',
  meaning: 'undo every fault, and forget every login and every change of an account',
  help: [
    'Frozen and stopped parts run again, links heal, replicas join the balancer, and each Redis is emptied.',
    'The memory limit of a Redis is lifted. What else ./lab redis has set in its configuration stays.',
    'A token that you copied yourself stays good too:',
    'it works until it expires, because an emptied Redis has forgotten what was revoked.',
    'nginx goes on giving out what its caches hold below /cached/ and /wrongly-cached/, for up to a minute.',
  ],
  async run(stack) {
    const arms = [...stack.arms.values()];
    const stores = arms.map(({ store }) => store);
    await Promise.all(stores.map((store) => store.persist('nothing')));
    // A replica that finds no store when it starts may wait before it tries again.
    await Promise.all(stores.map(mend));
    await Promise.all(stores.map((store) => store.untilReady()));
    const replicas = arms.flatMap((arm) => arm.replicas);
    await Promise.all(replicas.map(({ storeLink }) => storeLink?.heal()));
    await Promise.all(partsOf(stack).map(mend));
    await Promise.all(arms.map(forget));
    rmSync(jarsOf(stack), { recursive: true, force: true });
    for (const { name } of replicas) await stack.balancer.join(name);
    await Promise.all(partsOf(stack).map((part) => part.untilReady()));
    await stack.balancer.logCombined(false);
    // A balancer that has just read its configuration takes no replica for dead.
    await stack.balancer.reload();
    return ['every part runs, nobody is logged in, and every account is as it was at the start'];
  },
};

async function mend(part: Part): Promise<void> {
  if (part.state() === 'frozen') await part.resume();
  await part.start();
}

/** Empties the Redis of an arm. Replicas that keep sessions in their memory start again. */
async function forget({ spec, replicas, store }: Arm): Promise<void> {
  await store.command('CONFIG', 'SET', 'maxmemory', '0', 'maxmemory-policy', 'noeviction');
  await store.command('FLUSHALL');
  const { app } = contenderNamed(spec.contender);
  if (app !== 'sessions' || worksOnEveryReplica(spec.contender)) return;
  await Promise.all(
    replicas.map(async (replica) => {
      await replica.kill();
      await replica.start();
    }),
  );
}
