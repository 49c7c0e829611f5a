import { type Interval, type MeanEstimate, meanInterval, meanOf } from './interval.ts';
import { type SerialCorrelation, serialCorrelation } from './series.ts';
import { tQuantile } from './student.ts';

/**
 * The ratio of two costs that were measured in the same blocks. d = ln(a / b) of each block; the estimate is
 * exp(mean d), its 95 % interval exp(mean d -+ t sd / sqrt(n)). Pairing takes out what a block does to both, the
 * logarithm makes a ratio and its reverse the same distance from 1 and takes most of the skew.
 */
export interface Pair {
  readonly a: number;
  readonly b: number;
}

export interface RatioEstimate extends Interval {
  /** Blocks. */
  readonly n: number;
  /** a divided by b. */
  readonly ratio: number;
  /** Of the log ratios. */
  readonly sd: number;
  /** Of the mean log ratio, widened as the interval is. */
  readonly standardError: number;
  readonly degrees: number;
  /** Two-sided, for a true ratio of 1. */
  readonly pValue: number;
  /** Of the log ratios in the order of the blocks; the interval is already widened by it. */
  readonly correlation: SerialCorrelation;
}

/**
 * Pairs in the order of time. Null below two, which carry no interval. Throws for a cost that is not above 0.
 *
 * @param boots what boots of this run add to the variance. Blocks that repeat their neighbours may do so because they
 * share a boot, so the larger of the two widenings holds, not their product.
 */
export function pairedRatio(
  pairs: readonly Pair[],
  boots: BootEffect | null = null,
): RatioEstimate | null {
  const series = logRatios(pairs);
  const correlation = serialCorrelation(series);
  const ofBoots = boots === null ? series.length : Math.max(2, series.length / boots.factor);
  const count = Math.min(correlation.effectiveCount, ofBoots);
  // A factor of 1 is no estimate from few boots: the variance is that of all blocks.
  const degrees =
    boots === null || boots.factor === 1 ? count - 1 : Math.min(count - 1, boots.degrees);
  const estimate = meanInterval(series, count, degrees);
  return estimate === null ? null : { ...asRatio(estimate), correlation };
}

/**
 * The cross-check by boots: the mean log ratio of each boot, and a t interval over those. Boots are what varies most
 * independently (Kalibera and Jones 2013); with few of them the interval is wide. Null below two boots.
 */
export function pairedRatioByBoot(
  pairs: readonly (Pair & { readonly boot: number })[],
): Omit<RatioEstimate, 'correlation'> | null {
  const boots = Map.groupBy(pairs, ({ boot }) => boot);
  const estimate = meanInterval([...boots.values()].map((boot) => meanOf(logRatios(boot))));
  return estimate === null ? null : asRatio(estimate);
}

/**
 * The smallest effect, in percent, that a comparison finds in 80 % of runs at a level of 5 %, from the standard error
 * of the A/A pair, whose true ratio is 1.
 */
export function mdePercent({
  standardError,
  degrees,
}: Pick<RatioEstimate, 'standardError' | 'degrees'>): number {
  return 100 * Math.expm1((tQuantile(0.975, degrees) + tQuantile(0.8, degrees)) * standardError);
}

/** Half the width of a ratio's interval, in percent: on the logarithm, where the interval is symmetric. */
export function halfWidthPercent({ low, high }: Interval): number {
  return 100 * Math.expm1(Math.log(high / low) / 2);
}

function logRatios(pairs: readonly Pair[]): number[] {
  return pairs.map(({ a, b }) => {
    if (!(a > 0 && b > 0)) throw new RangeError(`a ratio needs costs above 0, not ${a} and ${b}`);
    return Math.log(a / b);
  });
}

function asRatio({ mean, low, high, ...rest }: MeanEstimate): Omit<RatioEstimate, 'correlation'> {
  return { ...rest, ratio: Math.exp(mean), low: Math.exp(low), high: Math.exp(high) };
}

/** One figure of each block, of one arm. */
export interface BlockValue {
  readonly boot: number;
  readonly block: number;
  readonly value: number;
}

/** How much more the boots of a run differ than their blocks explain. */
export interface BootEffect {
  /** Variance of boot means over what blocks alone would give them; at least 1. Intervals are widened by its root. */
  readonly factor: number;
  /** Of that estimate: (arms - 1) (boots - 1). */
  readonly degrees: number;
}

/**
 * Fresh processes of the same code differ: what V8 compiled first, where memory lies. Blocks of one boot share that,
 * so an interval over blocks alone is too narrow (Kalibera and Jones 2013: repeat at the level that varies). With few
 * boots one pair cannot tell by how much, but all arms of the run together can: of each arm, less the mean of all arms
 * in its block, F = mean square between boots / mean square within boots, and the mean of those F over the arms. It is
 * 1 when boots do not matter. Sound as far as boots disturb all arms alike on the given scale, so give logarithms of
 * costs. Null below two boots or two arms, which tell nothing, and for values without any noise within boots.
 */
export function bootEffect(arms: readonly (readonly BlockValue[])[]): BootEffect | null {
  const centred = lessBlockMeans(arms);
  const boots = new Set(centred.flat().map(({ boot }) => boot)).size;
  if (boots < 2 || arms.length < 2) return null;
  const ratios = centred.map(betweenOverWithin).filter((ratio) => Number.isFinite(ratio));
  if (ratios.length === 0) return null;
  return { factor: Math.max(1, meanOf(ratios)), degrees: (arms.length - 1) * (boots - 1) };
}

function lessBlockMeans(arms: readonly (readonly BlockValue[])[]): BlockValue[][] {
  const blocks = completeBlocks(arms);
  return arms.map((_, arm) =>
    blocks.map(({ boot, block, values }) => ({
      ...{ boot, block },
      value: (values[arm] ?? Number.NaN) - meanOf(values),
    })),
  );
}

/** The values of all arms in one block, in the order of the arms. */
interface CompleteBlock extends Omit<BlockValue, 'value'> {
  readonly values: readonly number[];
}

/** Only the blocks that hold every arm, because a mean over some arms would depend on which ones are missing. */
export function completeBlocks(arms: readonly (readonly BlockValue[])[]): readonly CompleteBlock[] {
  return [...Map.groupBy(arms.flat(), ({ block }) => block).values()].flatMap((own) => {
    const [first] = own;
    return first === undefined || own.length < arms.length
      ? []
      : [{ boot: first.boot, block: first.block, values: own.map(({ value }) => value) }];
  });
}

/** F of a one-way analysis of variance; NaN or infinite where blocks of a boot do not differ at all. */
function betweenOverWithin(values: readonly BlockValue[]): number {
  const all = meanOf(values.map(({ value }) => value));
  const boots = [...Map.groupBy(values, ({ boot }) => boot).values()].map((own) =>
    own.map(({ value }) => value),
  );
  let between = 0;
  let within = 0;
  for (const own of boots) {
    const mean = meanOf(own);
    between += own.length * (mean - all) ** 2;
    within += own.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  }
  return between / (boots.length - 1) / (within / (values.length - boots.length));
}
