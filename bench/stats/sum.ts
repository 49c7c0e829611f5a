import { confidence, type Interval } from './interval.ts';
import { tQuantile } from './student.ts';

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
): (Interval & { readonly mean: number }) | null {
  const known = means.flatMap((each) => (each === null || each.n < 2 ? [] : [each]));
  if (known.length < means.length || known.length === 0) return null;
  const variances = known.map(({ sd, n }) => ({ variance: sd ** 2 / n, degrees: n - 1 }));
  const variance = variances.reduce((sum, each) => sum + each.variance, 0);
  const spread = variances.reduce((sum, each) => sum + each.variance ** 2 / each.degrees, 0);
  const mean = known.reduce((sum, each) => sum + each.mean, 0);
  if (variance === 0) return { mean, low: mean, high: mean };
  const degrees = variance ** 2 / spread;
  const reach = tQuantile(0.5 + confidence / 2, degrees) * Math.sqrt(variance);
  return { mean, low: mean - reach, high: mean + reach };
}
