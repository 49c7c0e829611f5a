import { describe, expect, test } from 'vitest';
import { analyseFleet, analyseReplica } from './analyse.ts';
import type { Probe, ProbeVerdict } from './probe.ts';

/** A probe that was sent at `sentMs` and took `tookMs`. */
const probe = (sentMs: number, verdict: ProbeVerdict, tookMs = 0.4): Probe => ({
  sentMs,
  doneMs: sentMs + tookMs,
  verdict,
  status: { accepted: 200, refused: 401, error: 503 }[verdict],
});

/** One probe each millisecond of [from, to). */
const every = (from: number, to: number, verdict: ProbeVerdict) =>
  Array.from({ length: to - from }, (_, index) => probe(from + index, verdict));

/** Sent at 98.5, acknowledged at 100, watched until 200. */
const revocation = { sentMs: 98.5, ackMs: 100, untilMs: 200 };
const analyse = (...probes: Probe[]) => analyseReplica('r-1', probes, revocation);

describe('analyseReplica', () => {
  test('a credential that ends with its acknowledgement leaves no stale accept', () => {
    const found = analyse(...every(50, 100, 'accepted'), ...every(101, 200, 'refused'));
    expect(found).toEqual({
      replica: 'r-1',
      probes: 149,
      probesAfterAck: 99,
      errors: 0,
      refusedBefore: 0,
      staleAccepts: 0,
      inFlightAccepts: 0,
      lastStaleAcceptMs: null,
      // Sent at 101, answered at 101.4.
      firstRefusalMs: expect.closeTo(1.4, 9),
      firstRefusedSentMs: 1,
      // From the start at 99 to the one at 101.
      largestGapMs: 2,
      medianGapMs: 1,
      resurrections: 0,
    });
  });

  test('a stale window of 40 ms lies between its last accept and the first refusal after it', () => {
    const found = analyse(...every(50, 140, 'accepted'), ...every(140, 200, 'refused'));
    // Sent at 101 to 139: the one of 100 was not sent after t_ack.
    expect(found.staleAccepts).toBe(39);
    expect(found.lastStaleAcceptMs).toBe(39);
    expect(found.firstRefusalMs).toBeCloseTo(40.4, 9);
    expect(found.firstRefusedSentMs).toBe(40);
    expect(found.largestGapMs).toBe(1);
  });

  test('a probe that was sent before t_ack and accepted after it is in flight, and no violation', () => {
    const found = analyse(
      probe(99.9, 'accepted', 3),
      probe(100, 'accepted'),
      ...every(101, 120, 'refused'),
    );
    expect(found).toMatchObject({ staleAccepts: 0, inFlightAccepts: 2, lastStaleAcceptMs: null });
  });

  test('an answer that was overtaken is no resurrection: the refusal was not yet answered when it was sent', () => {
    const found = analyse(
      ...every(90, 100, 'accepted'),
      probe(101, 'refused', 1.5),
      probe(102, 'accepted', 5),
      ...every(103, 120, 'refused'),
    );
    expect(found.resurrections).toBe(0);
    expect(found.lastStaleAcceptMs).toBe(2);
    expect(found.firstRefusalMs).toBeCloseTo(3.4, 9);
  });

  test('an accept that was sent after an answered refusal is a resurrection, and moves the end', () => {
    const found = analyse(
      ...every(90, 100, 'accepted'),
      ...every(101, 120, 'refused'),
      probe(150, 'accepted'),
      probe(151, 'accepted'),
      ...every(160, 200, 'refused'),
    );
    expect(found).toMatchObject({ resurrections: 2, staleAccepts: 2, lastStaleAcceptMs: 51 });
    expect(found.firstRefusalMs).toBeCloseTo(60.4, 9);
  });

  test('a credential that is never refused is censored', () => {
    const found = analyse(...every(90, 200, 'accepted'));
    expect(found).toMatchObject({ firstRefusalMs: null, lastStaleAcceptMs: 99, resurrections: 0 });
  });

  test('one that comes back and stays is censored too', () => {
    const found = analyse(
      ...every(90, 100, 'accepted'),
      ...every(101, 110, 'refused'),
      ...every(110, 200, 'accepted'),
    );
    expect(found.firstRefusalMs).toBeNull();
    expect(found.resurrections).toBe(90);
  });

  test('a refusal before t_ack gives a first refusal below zero', () => {
    const found = analyse(...every(90, 99, 'accepted'), ...every(99, 120, 'refused'));
    expect(found.firstRefusalMs).toBeCloseTo(-0.6, 9);
    expect(found.refusedBefore).toBe(0);
  });

  test('a credential that did not work to begin with is told by its early refusals', () => {
    const found = analyse(...every(90, 120, 'refused'));
    // Answered before 98.5: those sent at 90 to 98.
    expect(found.refusedBefore).toBe(9);
  });

  test('errors are neither accept nor refusal, and fill no gap', () => {
    const found = analyse(
      ...every(90, 100, 'accepted'),
      ...every(100, 107, 'error'),
      ...every(107, 120, 'refused'),
    );
    expect(found).toMatchObject({ errors: 7, staleAccepts: 0, largestGapMs: 8 });
    expect(found.firstRefusalMs).toBeCloseTo(7.4, 9);
  });

  test('the resolution is taken around t_ack and around the change, and not elsewhere', () => {
    const accepted = every(50, 140, 'accepted').filter(
      ({ sentMs }) => sentMs < 110 || sentMs > 125,
    );
    const found = analyse(...accepted, ...every(143, 200, 'refused'));
    // The hole from 109 to 126 touches neither; the one from 139 to 143 is the change.
    expect(found.largestGapMs).toBe(4);
  });

  test('silence after the revocation counts as a gap up to the end of probing', () => {
    const found = analyse(...every(90, 99, 'accepted'));
    expect(found).toMatchObject({ largestGapMs: 102, firstRefusalMs: null });
    expect(analyse().largestGapMs).toBe(100);
  });
});

describe('analyseFleet', () => {
  const replica = (
    lastStaleAcceptMs: number | null,
    firstRefusalMs: number | null,
    largestGapMs: number,
  ) => ({
    ...analyse(),
    lastStaleAcceptMs,
    firstRefusalMs,
    largestGapMs,
    resurrections: 1,
  });

  test('is as late as its latest replica, and no sharper than its bluntest', () => {
    const fleet = analyseFleet([
      replica(null, -0.6, 1.1),
      replica(39, 40.4, 1.2),
      replica(2, 3.1, 1.9),
    ]);
    expect(fleet).toEqual({
      fleetLowMs: 39,
      fleetHighMs: 40.4,
      resolutionMs: 1.9,
      censored: false,
      resurrections: 3,
    });
  });

  test('is censored when one replica is, and starts at 0 when the revocation had not been acknowledged yet', () => {
    expect(analyseFleet([replica(null, 1, 1), replica(90, null, 1)])).toMatchObject({
      fleetLowMs: 90,
      fleetHighMs: null,
      censored: true,
    });
    expect(analyseFleet([replica(null, -2, 1)])).toMatchObject({ fleetLowMs: 0, fleetHighMs: 0 });
  });
});
