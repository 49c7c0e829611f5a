import { createHistogram } from 'node:perf_hooks';

export interface StopwatchReading {
  readonly count: number;
  readonly sumUs: number;
  readonly p50Us: number;
  readonly p99Us: number;
}

/** Collects durations. Costs about a tenth of a microsecond per record, the same for every contender. */
export interface Stopwatch {
  record(fromNs: bigint, toNs: bigint): void;
  read(): StopwatchReading;
}

export function createStopwatch(): Stopwatch {
  const histogram = createHistogram();
  let sumNs = 0;
  return {
    record(fromNs, toNs) {
      // A histogram takes nothing below 1.
      const elapsedNs = Math.max(1, Number(toNs - fromNs));
      histogram.record(elapsedNs);
      sumNs += elapsedNs;
    },
    read: () => ({
      count: histogram.count,
      sumUs: sumNs / 1000,
      p50Us: histogram.count === 0 ? 0 : histogram.percentile(50) / 1000,
      p99Us: histogram.count === 0 ? 0 : histogram.percentile(99) / 1000,
    }),
  };
}
