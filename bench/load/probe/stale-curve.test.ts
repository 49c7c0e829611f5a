import { expect, test } from 'vitest';
import type { Probe } from './probe.ts';
import { staleCurve } from './stale-curve.ts';

const probe = (sentMs: number, verdict: Probe['verdict']): Probe => ({
  sentMs,
  doneMs: sentMs + 1,
  verdict,
  status: null,
});

test('counts the probes sent in each bucket after t_ack, and which of them were accepted', () => {
  const probes = [
    probe(99, 'accepted'),
    probe(100, 'accepted'),
    probe(101, 'accepted'),
    probe(104, 'refused'),
    probe(105, 'accepted'),
    probe(106, 'error'),
    probe(116, 'refused'),
    probe(121, 'accepted'),
  ];
  // The first two were not sent after t_ack, and the last one lies beyond the curve.
  expect(staleCurve(probes, 100, 5, 4)).toEqual([
    { atMs: 0, probes: 2, accepted: 1 },
    { atMs: 5, probes: 1, accepted: 1 },
    { atMs: 10, probes: 0, accepted: 0 },
    { atMs: 15, probes: 1, accepted: 0 },
  ]);
});
