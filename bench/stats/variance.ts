import { meanOf } from './interval.ts';
import { type BlockValue, completeBlocks } from './ratio.ts';

/** What the figure of one trial varies by, in its parts. Each is a standard deviation on the scale of the values. */
export interface VarianceParts {
  /** What all arms of a block share, such as a slower machine. It cancels when arms are compared in their blocks. */
  readonly block: number;
  /** What is the trial's own. More blocks average it out. */
  readonly trial: number;
  /** What fresh processes of an arm add for a whole boot. Only more boots average it out. */
  readonly processes: number;
}

/**
 * Splits the variance of all arms by a variance analysis of blocks in boots (Montgomery, Design and Analysis of
 * Experiments, chapter 14, method of moments). A part that comes out below 0 is 0. Uses only blocks that hold every arm.
 * Give logarithms of costs: the parts are then relative. Null below two arms or two boots.
 */
export function varianceParts(arms: readonly (readonly BlockValue[])[]): VarianceParts | null {
  const blocks = completeBlocks(arms);
  const boots = Map.groupBy(blocks, ({ boot }) => boot);
  const free = blocks.length - boots.size;
  if (arms.length < 2 || boots.size < 2 || free < 1) return null;
  const blockMeans = [...boots.values()].map((own) => own.map(({ values }) => meanOf(values)));
  const ofArms = arms.map((_, arm) =>
    [...boots.values()].map((own) =>
      own.map(({ values }) => (values[arm] ?? Number.NaN) - meanOf(values)),
    ),
  );
  const squaresWithin = sum(ofArms.flat().map(squaresOf));
  const trial = squaresWithin / ((arms.length - 1) * free);
  const between = sum(
    ofArms.map((own) => {
      const all = meanOf(own.flat());
      return sum(own.map((boot) => boot.length * (meanOf(boot) - all) ** 2));
    }),
  );
  const ofBoots = between / ((arms.length - 1) * (boots.size - 1));
  const blocksPerBoot = blocks.length / boots.size;
  const shared = sum(blockMeans.map(squaresOf)) / free;
  return {
    block: Math.sqrt(Math.max(0, shared - trial / arms.length)),
    trial: Math.sqrt(trial),
    processes: Math.sqrt(Math.max(0, (ofBoots - trial) / blocksPerBoot)),
  };
}

function squaresOf(values: readonly number[]): number {
  const mean = meanOf(values);
  return sum(values.map((value) => (value - mean) ** 2));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
