import { decodeFromCompressedBase64, type Histogram } from 'hdr-histogram-js';
import type { Cost } from '../../result/lookup.ts';
import { carries } from '../../stats/percentile.ts';

/**
 * Percentiles over many trials, from their merged histograms: an average of percentiles is none. Each only where the
 * number of answers carries it.
 */
export function mergedLatency(encoded: readonly string[]): Cost['latencyUs'] {
  const [merged, ...rest] = encoded.map((text) => decodeFromCompressedBase64(text));
  if (merged === undefined) return { count: 0, p50: null, p90: null, p99: null };
  for (const histogram of rest) merged.add(histogram);
  return {
    count: merged.totalCount,
    p50: percentile(merged, 0.5),
    p90: percentile(merged, 0.9),
    p99: percentile(merged, 0.99),
  };
}

function percentile(histogram: Histogram, share: number): number | null {
  return carries(histogram.totalCount, share) ? histogram.getValueAtPercentile(100 * share) : null;
}
