import { expect, test } from 'vitest';
import type { Probe } from '../../load/probe.ts';
import type { RevocationTrial } from '../../result/revocation.ts';
import { createCurveCollector } from './curve.ts';

const probe = (sentMs: number, verdict: Probe['verdict']): Probe => ({
  sentMs,
  doneMs: sentMs + 0.5,
  verdict,
  status: null,
});

function finished(probes: readonly Probe[], valid = true) {
  const trial = { contender: 'tokens', action: 'logout', valid } as RevocationTrial;
  return { trial, ackMs: 100, log: new Map([['tokens-1', probes]]) };
}

test('probes are counted by the time after the acknowledgement at which they were sent', () => {
  const collector = createCurveCollector();
  collector.add(
    finished([probe(99, 'accepted'), probe(100.5, 'accepted'), probe(101.5, 'refused')]),
  );
  expect(collector.curves()).toMatchObject([
    { trials: 1, edgesMs: [0, 1, 2], probes: [1, 1], accepted: [1, 0] },
  ]);
});

test('the probes of several trials add up, and those that say nothing are left out', () => {
  const collector = createCurveCollector();
  collector.add(finished([probe(100.5, 'accepted'), probe(100.7, 'error')]));
  collector.add(finished([probe(100.2, 'refused')]));
  expect(collector.curves()).toMatchObject([{ trials: 2, probes: [2], accepted: [1] }]);
});

test('an invalid trial adds nothing', () => {
  const collector = createCurveCollector();
  collector.add(finished([probe(100.5, 'accepted')], false));
  expect(collector.curves()).toEqual([]);
});
