import { tQuantile, tTwoSided } from './student.ts';

/** Every interval of this lab is a 95 % interval. */
export const confidence = 0.95;

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** A mean with its t interval. */
export interface MeanEstimate extends Interval {
  /** Values. */
  readonly n: number;
  readonly mean: number;
  /** Of the values. */
  readonly sd: number;
  /** Of the mean, with the degrees of freedom of its estimate. */
  readonly standardError: number;
  readonly degrees: number;
  /** Two-sided, for a true mean of 0. */
  readonly pValue: number;
}

/**
 * Mean and t interval of independent values. Null below two values, which carry none.
 *
 * @param effectiveCount how many independent values these are worth; default: all. Must be above 1.
 * @param degrees of freedom of the variance; default: the effective count less 1.
 */
export function meanInterval(
  values: readonly number[],
  effectiveCount = values.length,
  degrees = effectiveCount - 1,
): MeanEstimate | null {
  const n = values.length;
  if (n < 2 || effectiveCount <= 1) return null;
  const mean = meanOf(values);
  const sd = standardDeviation(values);
  const standardError = sd / Math.sqrt(effectiveCount);
  const reach = tQuantile(0.5 + confidence / 2, degrees) * standardError;
  return {
    n,
    mean,
    sd,
    standardError,
    degrees,
    low: mean - reach,
    high: mean + reach,
    pValue: pValueOf(mean, standardError, degrees),
  };
}

function pValueOf(mean: number, standardError: number, degrees: number): number {
  if (standardError === 0) return mean === 0 ? 1 : 0;
  return tTwoSided(mean / standardError, degrees);
}

export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Of a sample: divided by n - 1. */
export function standardDeviation(values: readonly number[]): number {
  const mean = meanOf(values);
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
}

/** A mean that was estimated apart from the others it is added to. */
export interface IndependentMean {
  readonly mean: number;
  /** Of the values that it is the mean of. */
  readonly sd: number;
  readonly n: number;
}

/**
 * The sum of independent means, with a t interval whose degrees of freedom are those of Welch and Satterthwaite
 * (Biometrics Bulletin 2, 1946). Null when a mean is missing or has fewer than two values.
 */
export function sumOfMeans(
  means: readonly (IndependentMean | null)[],
): (Interval & Pick<MeanEstimate, 'mean' | 'pValue'>) | null {
  const known = means.flatMap((each) => (each === null || each.n < 2 ? [] : [each]));
  if (known.length < means.length || known.length === 0) return null;
  const variances = known.map(({ sd, n }) => ({ variance: sd ** 2 / n, degrees: n - 1 }));
  const variance = variances.reduce((sum, each) => sum + each.variance, 0);
  const spread = variances.reduce((sum, each) => sum + each.variance ** 2 / each.degrees, 0);
  const mean = known.reduce((sum, each) => sum + each.mean, 0);
  if (variance === 0) return { mean, low: mean, high: mean, pValue: pValueOf(mean, 0, 1) };
  const degrees = variance ** 2 / spread;
  const standardError = Math.sqrt(variance);
  const reach = tQuantile(0.5 + confidence / 2, degrees) * standardError;
  const pValue = pValueOf(mean, standardError, degrees);
  return { mean, low: mean - reach, high: mean + reach, pValue };
}
