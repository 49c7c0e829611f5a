import { describe, expect, test } from 'vitest';
import type { Arm } from '../../../infra/stack/stack.ts';
import type { Probe } from '../../load/probe.ts';
import { type RevocationTrial, revocationTrialSchema } from '../../result/revocation.ts';
import { revokingActions } from './actions.ts';
import { createAttempts, failedTrial } from './attempts.ts';
import { createCurveCollector } from './curve.ts';
import { summariseRevocation } from './summary.ts';
import { allRefuse } from './trial.ts';

describe('a settled replica', () => {
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
});

describe('attempts', () => {
  const fail = () => Promise.reject(new Error('the login was answered 503'));
  const succeed = () => Promise.resolve(1);

  test('a failure is an attempt with its reason', async () => {
    const attempts = createAttempts('logouts');
    expect(await attempts.make(fail)).toEqual({ ok: false, reason: 'the login was answered 503' });
    expect(await attempts.make(succeed)).toEqual({ ok: true, value: 1 });
  });

  test('too many failures in a row end the series with what failed and why', async () => {
    const attempts = createAttempts('logouts', 3);
    await attempts.make(fail);
    await attempts.make(fail);
    await expect(attempts.make(fail)).rejects.toThrow(
      'logouts: 3 trials in a row failed, the last because the login was answered 503',
    );
  });

  test('a success in between begins the count anew', async () => {
    const attempts = createAttempts('logouts', 2);
    for (let round = 0; round < 5; round++) {
      expect((await attempts.make(fail)).ok).toBe(false);
      expect((await attempts.make(succeed)).ok).toBe(true);
    }
  });

  test('a trial that could not be made stands in the file with its reason, and in no figure', () => {
    const arm: Pick<Arm, 'spec'> = { spec: { arm: 'tokens', contender: 'tokens' } };
    const [action] = revokingActions;
    if (action === undefined) throw new TypeError('there are actions');
    const trial = failedTrial({ arm, action, trial: 3 }, 'the login was answered 503');
    expect(revocationTrialSchema.parse(trial)).toMatchObject({
      contender: 'tokens',
      trial: 3,
      valid: false,
      invalidBecause: ['it could not be made: the login was answered 503'],
    });
    expect(summariseRevocation([trial])).toEqual([]);
  });
});

describe('the stale curve', () => {
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
});
