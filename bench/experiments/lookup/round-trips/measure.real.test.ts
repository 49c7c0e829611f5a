import { expect, test } from 'vitest';
import { startStack } from '../../../../infra/stack/start.ts';
import { openGenerator } from '../../../load/autocannon/generator.ts';
import { createRandom } from '../../../stats/random.ts';
import { prepareArms } from '../prepare.ts';
import { fitSweep } from '../round-trips.ts';
import { delaysUpTo, measureBlock, sweptArms } from './measure.ts';

test('slopes are the round trips of each contender, through real links: 2, 1 and 0', async () => {
  const swept = sweptArms(['sessions', 'sessions-hardened', 'floor']);
  const stack = await startStack({ driver: 'native', arms: swept.map(({ spec }) => spec) });
  const generator = await openGenerator();
  try {
    const arms = [...stack.arms.values()];
    const size = { credentials: 20, warmupRequestsPerReplica: 200 };
    await prepareArms({ stack, arms, generator, size, connections: 6, random: createRandom(0) });
    const load = { generator, requests: 10, pings: 6 };
    const points = [];
    for (let block = 0; block < 3; block++)
      points.push(...(await measureBlock(arms, delaysUpTo(8), block, load, createRandom(block))));
    const slopes = new Map(fitSweep(swept, points).map(({ arm, slope }) => [arm, slope]));
    // Half a round trip is the most that can be mistaken; the figure itself is the experiment's.
    expect(Math.abs((slopes.get('sessions') ?? 0) - 2)).toBeLessThan(0.5);
    expect(Math.abs((slopes.get('sessions-hardened') ?? 0) - 1)).toBeLessThan(0.5);
    expect(Math.abs(slopes.get('floor') ?? 1)).toBeLessThan(0.5);
  } finally {
    await generator.close();
    await stack.stop();
  }
});
