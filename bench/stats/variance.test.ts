import { expect, test } from 'vitest';
import { createRandom } from './random.ts';
import type { BlockValue } from './ratio.ts';
import { type VarianceParts, varianceParts } from './variance.ts';

/** Values with known parts: many arms, boots and blocks, so that the estimates lie near the truth. */
function planted(truth: VarianceParts): BlockValue[][] {
  const random = createRandom(7);
  const [arms, boots, blocksPerBoot] = [12, 40, 30];
  const shared = Array.from({ length: boots * blocksPerBoot }, () => truth.block * random.normal());
  return Array.from({ length: arms }, (_, arm) =>
    Array.from({ length: boots }, (__, boot) => {
      const processes = truth.processes * random.normal();
      return Array.from({ length: blocksPerBoot }, (___, index) => {
        const block = boot * blocksPerBoot + index;
        const own = truth.trial * random.normal();
        return { boot, block, value: arm + (shared[block] ?? 0) + processes + own };
      });
    }).flat(),
  );
}

test.for<VarianceParts>([
  { block: 0.3, trial: 0.2, processes: 0.05 },
  { block: 0.02, trial: 0.1, processes: 0.1 },
])('the planted parts are found: %o', (truth) => {
  const found = varianceParts(planted(truth));
  for (const part of ['block', 'trial', 'processes'] as const)
    expect(Math.abs((found?.[part] ?? Number.NaN) - truth[part])).toBeLessThan(0.012);
});

test('a part that is not there comes out near 0, and never below', () => {
  const found = varianceParts(planted({ block: 0, trial: 0.2, processes: 0 }));
  expect(found?.block).toBeGreaterThanOrEqual(0);
  expect(found?.block).toBeLessThan(0.02);
  expect(found?.processes).toBeLessThan(0.02);
});

test('one boot or one arm tells nothing', () => {
  const [first = [], second = []] = planted({ block: 0.1, trial: 0.1, processes: 0.1 });
  expect(varianceParts([first])).toBeNull();
  const inOneBoot = (values: BlockValue[]) => values.filter(({ boot }) => boot === 0);
  expect(varianceParts([inOneBoot(first), inOneBoot(second)])).toBeNull();
});
