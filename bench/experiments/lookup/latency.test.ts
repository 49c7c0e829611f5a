import { build, encodeIntoCompressedBase64 } from 'hdr-histogram-js';
import { expect, test } from 'vitest';
import { mergedLatency } from './latency.ts';

function histogramOf(values: readonly number[]): string {
  const histogram = build({ highestTrackableValue: 60_000_000, numberOfSignificantValueDigits: 3 });
  for (const value of values) histogram.recordValue(value);
  return encodeIntoCompressedBase64(histogram);
}

const from1To = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

test('percentiles are those of all answers together, not means of percentiles', () => {
  // 500 answers of 1 to 500 and 500 of exactly 1,000: the median of all is 500, not the mean of 250 and 1,000.
  const merged = mergedLatency([
    histogramOf(from1To(500)),
    histogramOf(Array.from({ length: 500 }, () => 1_000)),
  ]);
  expect(merged).toEqual({ count: 1_000, p50: 500, p90: 1_000, p99: 1_000 });
});

test('a percentile that the number of answers does not carry is null', () => {
  expect(mergedLatency([histogramOf(from1To(99))])).toEqual({
    count: 99,
    p50: 50,
    p90: null,
    p99: null,
  });
  expect(mergedLatency([])).toEqual({ count: 0, p50: null, p90: null, p99: null });
});
