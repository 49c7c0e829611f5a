import type { Probe } from './probe.ts';

/** One bucket of the curve p_stale(t). */
export interface StaleShare {
  /** Start of the bucket, after t_ack. */
  readonly atMs: number;
  /** Probes sent in the bucket that said anything. */
  readonly probes: number;
  readonly accepted: number;
}

/**
 * p_stale(t): the share of probes sent t after t_ack that were still accepted, in the manner of probabilistically
 * bounded staleness (Bailis et al., VLDB 2012). One number hides the difference between a cache whose entries end at
 * random and a poll that ends them together; this curve shows it. Buckets of several trials add up.
 */
export function staleCurve(
  probes: readonly Probe[],
  ackMs: number,
  bucketMs: number,
  buckets: number,
): StaleShare[] {
  const curve = Array.from({ length: buckets }, (_, index) => ({
    atMs: index * bucketMs,
    probes: 0,
    accepted: 0,
  }));
  for (const { sentMs, verdict } of probes) {
    const bucket = sentMs > ackMs ? curve[Math.floor((sentMs - ackMs) / bucketMs)] : undefined;
    if (bucket === undefined || verdict === 'error') continue;
    bucket.probes += 1;
    if (verdict === 'accepted') bucket.accepted += 1;
  }
  return curve;
}
