import { describe, expect, test } from 'vitest';
import type { FailoverTrial } from '../../result/failover.ts';
import { recordedResult } from '../fixture.ts';
import { misjudgesWithoutFault } from './faults.ts';

const [model] = recordedResult().failover?.trials ?? [];
if (model === undefined) throw new Error('the fixture has no failover');

/** A trial in which one revoked credential was accepted at that moment, in buckets of 100 ms. */
const acceptedAt = (atMs: number): FailoverTrial => ({
  ...model,
  bucketMs: 100,
  buckets: [-900, -700, -500, -100, 0].map((each) => ({
    atMs: each,
    outcomes: each === atMs ? { ok: 3, 'false-accept': 1 } : { ok: 4 },
    p50Ms: 1,
    maxMs: 2,
  })),
});
const clean = acceptedAt(Number.NaN);

describe('misjudgesWithoutFault', () => {
  test('is what happens before the fault in most trials', () => {
    expect(misjudgesWithoutFault([acceptedAt(-900), acceptedAt(-700), clean])).toBe(true);
  });

  test('is not a single trial of a machine that stood still for a moment', () => {
    expect(misjudgesWithoutFault([acceptedAt(-900), clean, clean])).toBe(false);
  });

  test('is nothing that was under way when the fault came, or came after it', () => {
    expect(misjudgesWithoutFault([acceptedAt(-500)])).toBe(false);
    expect(misjudgesWithoutFault([acceptedAt(-100)])).toBe(false);
    expect(misjudgesWithoutFault([acceptedAt(0)])).toBe(false);
  });
});
