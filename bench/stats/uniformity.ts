/**
 * Whether a sample could come from the uniform distribution on [0, 1): the one-sample test of Kolmogorov (1933).
 */

/** The largest distance between the sample's empirical distribution and the uniform one; null of no values. */
export function uniformDistance(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const size = sorted.length;
  if (size === 0) return null;
  const distances = sorted.map((value, index) =>
    Math.max(Math.abs((index + 1) / size - value), Math.abs(value - index / size)),
  );
  return Math.max(...distances);
}

/**
 * The p value of that distance: the limiting distribution of Kolmogorov, with the correction for small samples of
 * Stephens (1970), "Use of the Kolmogorov-Smirnov, Cramér-von Mises and related statistics without extensive tables",
 * JRSS B 32, which is good to two digits from a sample of 5 on.
 */
export function uniformityPValue(values: readonly number[]): number | null {
  const distance = uniformDistance(values);
  if (distance === null) return null;
  const root = Math.sqrt(values.length);
  return kolmogorovTail(distance * (root + 0.12 + 0.11 / root));
}

/** Q(x) = 2 sum over k >= 1 of (-1)^(k - 1) exp(-2 k^2 x^2). */
export function kolmogorovTail(x: number): number {
  // Below, the series converges slowly and the tail is 1 to four digits.
  if (x < 0.3) return 1;
  let sum = 0;
  for (let k = 1; k <= 100; k += 1) sum += (k % 2 === 1 ? 1 : -1) * Math.exp(-2 * k * k * x * x);
  return Math.min(1, Math.max(0, 2 * sum));
}
