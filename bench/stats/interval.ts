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
