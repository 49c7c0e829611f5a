/**
 * Percentiles, and which of them a sample carries. A p99 of 50 values is the largest value under another name, so it is
 * refused: about ten values must lie beyond the percentile, n >= 10 / (1 - p). p50 needs 20 values, p90 100, p99 1,000.
 */

/** Whether a sample of this size carries the percentile; `share` is 0.99 for p99. */
export function carries(sampleSize: number, share: number): boolean {
  // The rounding absorbs binary fractions: 10 / (1 - 0.9) must be 100 and not 100.00000000000001.
  return sampleSize >= Math.round(10 / (1 - share));
}

/** The smallest value that at least this share of the values does not exceed (nearest rank); null of none. */
export function quantileOf(values: readonly number[], share: number): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  // The tolerance keeps 0.99 * 100 at rank 99, which binary fractions would lift to 100.
  const rank = Math.max(1, Math.ceil(share * sorted.length - 1e-9));
  return sorted[rank - 1] ?? null;
}

/** As `quantileOf`, but null when the sample does not carry the percentile. */
export function percentileOf(values: readonly number[], share: number): number | null {
  return carries(values.length, share) ? quantileOf(values, share) : null;
}

/** The middle value, or the mean of the two middle ones; null of none. Carried by any sample, however small. */
export function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  return upper === undefined || lower === undefined ? null : (lower + upper) / 2;
}
