import { expect, test } from 'vitest';
import type { Probe } from '../../load/probe.ts';
import { allRefuse } from './settled.ts';

const probe = (sentMs: number, verdict: Probe['verdict']): Probe => ({
  sentMs,
  doneMs: sentMs + 1,
  verdict,
  status: verdict === 'accepted' ? 200 : 401,
});

test('a replica that has refused for 20 ms since the acknowledgement has settled', () => {
  const log = new Map([
    ['a-1', [probe(99, 'accepted'), probe(101, 'refused'), probe(120, 'refused')]],
  ]);
  expect(allRefuse(log, ['a-1'], 100)).toBe(true);
});

test('refusals over less than 20 ms do not settle it', () => {
  const log = new Map([['a-1', [probe(101, 'refused'), probe(119, 'refused')]]]);
  expect(allRefuse(log, ['a-1'], 100)).toBe(false);
});

test('refusals before the acknowledgement do not count', () => {
  const log = new Map([
    ['a-1', [probe(50, 'refused'), probe(101, 'refused'), probe(110, 'refused')]],
  ]);
  expect(allRefuse(log, ['a-1'], 100)).toBe(false);
});

test('an accept starts the wait again', () => {
  const probes = [probe(101, 'refused'), probe(125, 'refused'), probe(126, 'accepted')];
  const log = new Map([['a-1', [...probes, probe(130, 'refused')]]]);
  expect(allRefuse(log, ['a-1'], 100)).toBe(false);
});

test('one replica that still accepts keeps the fleet from settling', () => {
  const refusing = [probe(101, 'refused'), probe(130, 'refused')];
  const log = new Map([
    ['a-1', refusing],
    ['a-2', [probe(101, 'accepted'), probe(130, 'accepted')]],
  ]);
  expect(allRefuse(log, ['a-1', 'a-2'], 100)).toBe(false);
  expect(allRefuse(log, ['a-1'], 100)).toBe(true);
});

test('a replica that was never heard of has not settled', () => {
  expect(allRefuse(new Map(), ['a-1'], 100)).toBe(false);
});
