import { describe, expect, test } from 'vitest';
import { crossover, fitLine, fitLineByBlock } from './line.ts';
import { proportion } from './proportion.ts';
import { createRandom } from './random.ts';
import { bootEffect, pairedRatio } from './ratio.ts';

/**
 * A 95 % interval must hold the truth in 95 % of runs. Each simulation is seeded and repeated 2,000 times, whose own
 * standard error is 0.5 %.
 */
const runs = 2_000;

function coverage(
  seed: number,
  covers: (random: ReturnType<typeof createRandom>) => boolean,
): number {
  const random = createRandom(seed);
  let covered = 0;
  for (let run = 0; run < runs; run++) if (covers(random)) covered += 1;
  return covered / runs;
}

const holds = (interval: { low: number; high: number } | null, truth: number) =>
  interval !== null && interval.low <= truth && truth <= interval.high;

const within = (share: number) => {
  expect(share).toBeGreaterThanOrEqual(0.93);
  expect(share).toBeLessThanOrEqual(0.97);
};

describe('a paired ratio covers in 93 to 97 % of runs', () => {
  const truth = 1.3;

  test.for([10, 40])('with %i blocks of noise that shifts both arms of a block', (blocks) => {
    within(
      coverage(1, (random) => {
        const pairs = Array.from({ length: blocks }, () => {
          const mood = Math.exp(0.2 * random.normal());
          return {
            a: 100 * truth * mood * Math.exp(0.05 * random.normal()),
            b: 100 * mood * Math.exp(0.05 * random.normal()),
          };
        });
        return holds(pairedRatio(pairs), truth);
      }),
    );
  });

  test('with skewed costs: now and then a neighbour steals a few percent from one arm', () => {
    within(
      coverage(2, (random) => {
        const cost = () => Math.exp(0.04 * random.normal() - 0.03 * Math.log(1 - random.uniform()));
        const pairs = Array.from({ length: 12 }, () => ({ a: truth * cost(), b: cost() }));
        return holds(pairedRatio(pairs), truth);
      }),
    );
  });

  test('with 60 blocks whose neighbours correlate by 0.2', () => {
    within(
      coverage(3, (random) => {
        let d = 0;
        const pairs = Array.from({ length: 60 }, () => {
          d = 0.2 * d + 0.05 * random.normal();
          return { a: truth * Math.exp(d), b: 1 };
        });
        return holds(pairedRatio(pairs), truth);
      }),
    );
  });
});

describe('a ratio from three boots of 24 blocks, with eight arms to tell how boots differ, covers in 93 % or more', () => {
  const arms = 8;
  const truth = 1;

  /** The logarithms of the costs of all arms. `bootSdOf`: by how much fresh processes of an arm differ. */
  const armsOf = (random: ReturnType<typeof createRandom>, bootSdOf: (arm: number) => number) =>
    Array.from({ length: arms }, (_, arm) =>
      Array.from({ length: 3 }, (_, boot) => {
        const process = bootSdOf(arm) * random.normal();
        return Array.from({ length: 24 }, (_, index) => ({
          boot,
          block: 24 * boot + index,
          value: process + 0.1 * random.normal(),
        }));
      }).flat(),
    );

  const firstPairOf = ([a = [], b = []]: ReturnType<typeof armsOf>) =>
    a.map(({ value }, index) => ({ a: Math.exp(value), b: Math.exp(b[index]?.value ?? 0) }));

  test.for([0, 0.02, 0.05])('with fresh processes that differ by %d', (bootSd) => {
    const share = coverage(9, (random) => {
      const values = armsOf(random, () => bootSd);
      return holds(pairedRatio(firstPairOf(values), bootEffect(values)), truth);
    });
    expect(share).toBeGreaterThanOrEqual(0.93);
  });

  // From 20,000 runs of this simulation. Two standard errors of 2,000 runs are 0.018.
  test.for([
    [0.02, 0.91],
    [0.05, 0.8],
  ] as const)(
    'but less where fresh processes of the compared pair alone differ, by %d: %d',
    ([bootSd, expected]) => {
      const share = coverage(9, (random) => {
        const values = armsOf(random, (arm) => (arm < 2 ? bootSd : 0));
        return holds(pairedRatio(firstPairOf(values), bootEffect(values)), truth);
      });
      expect(Math.abs(share - expected)).toBeLessThan(0.02);
    },
  );
});

describe('a slope covers in 93 to 97 % of runs', () => {
  const roundTripsMs = [0.2, 2.2, 4.3, 10.4, 20.5];

  test('over independent points', () => {
    within(
      coverage(5, (random) => {
        const points = roundTripsMs.flatMap((x) =>
          [x, x + 0.05].map((near) => ({ x: near, y: 0.8 + 2 * near + 0.1 * random.normal() })),
        );
        return holds(fitLine(points)?.slopeInterval ?? null, 2);
      }),
    );
  });

  test('by block, where the points of a block share its noise in level and in slope', () => {
    const noisy = (random: ReturnType<typeof createRandom>) =>
      Array.from({ length: 6 }, (_, block) => {
        const level = 0.5 * random.normal();
        const slope = 2 + 0.05 * random.normal();
        return roundTripsMs.map((x) => ({
          block,
          x,
          y: 0.8 + level + slope * x + 0.05 * random.normal(),
        }));
      }).flat();
    within(coverage(6, (random) => holds(fitLineByBlock(noisy(random))?.slopeInterval ?? null, 2)));
    // The plain fit takes these points for independent, and covers far too rarely.
    const plain = coverage(6, (random) => holds(fitLine(noisy(random))?.slopeInterval ?? null, 2));
    expect(plain).toBeLessThan(0.93);
  });
});

test('a crossover covers in 93 to 97 % of runs', () => {
  within(
    coverage(7, (random) => {
      const line = (slope: number, intercept: number) =>
        Array.from({ length: 8 }, (_, block) =>
          [0.2, 1, 4].map((x) => ({ block, x, y: intercept + slope * x + 0.1 * random.normal() })),
        ).flat();
      const found = crossover(line(1, 0.5), line(0, 2));
      return found.kind === 'at' && holds(found.interval, 1.5);
    }),
  );
});

test.for([0.1, 0.5])(
  "Wilson's interval of a share of %f in 60 trials covers in 93 to 97 % of runs",
  (share) => {
    within(
      coverage(8, (random) => {
        const successes = Array.from({ length: 60 }, () => random.uniform()).filter(
          (u) => u < share,
        ).length;
        return holds(proportion(successes, 60), share);
      }),
    );
  },
);
