import { describe, expect, test } from 'vitest';
import { trialOf } from './measure.ts';
import { mix, needsOnlyCredential } from './mix.ts';
import { trace, watch } from './trace.fixture.ts';

describe('a trial, computed from its requests', () => {
  test('without a difference every request is ok, and the fault disturbed nobody', () => {
    const trial = trialOf(watch(trace(60)));
    expect(trial).toMatchObject({
      requests: 60,
      outcomes: { ok: 60 },
      failed: 0,
      detectionMs: null,
      errorWindowMs: null,
      recoveryMs: 0,
      misjudgements: [],
      ejections: [],
      valid: true,
    });
  });

  test('failures and misjudgements are counted, dated from the fault, and told apart by replica', () => {
    const trial = trialOf(
      watch(
        trace(60, [
          // 503 for a valid user at 2,000 ms, after 260 ms.
          { k: 20, status: 503, doneMs: 2_260 },
          // A revoked credential let in by replica 2 at 2,200 and 3,200 ms.
          { k: 22, status: 200, replica: 'arm-2' },
          { k: 32, status: 200, replica: 'arm-2' },
          // A valid user refused by replica 1 at 3,000 ms.
          { k: 30, status: 401 },
        ]),
      ),
    );
    expect(trial).toMatchObject({
      failed: 1,
      falseAccepts: 2,
      falseRejects: 1,
      failedAfterMs: [260],
      detectionMs: 1_000,
      // From 2,000 to 3,200 ms, and one period of 100 ms.
      errorWindowMs: 1_300,
      misjudgements: [
        { replica: 'arm-2', outcome: 'false-accept', requests: 2, firstMs: 1_200, lastMs: 2_200 },
        { replica: 'arm-1', outcome: 'false-reject', requests: 1, firstMs: 2_000, lastMs: 2_000 },
      ],
    });
  });

  test('a request that was sent late by the load is not slow', () => {
    const late = trialOf(watch(trace(60, [{ k: 20, sentMs: 2_900 }])));
    const slow = trialOf(watch(trace(60, [{ k: 20, doneMs: 2_900 }])));
    expect(late.outcomes.slow).toBeUndefined();
    expect(slow.outcomes.slow).toBe(1);
  });

  test('an answer whose body was cut short is counted as such', () => {
    const trial = trialOf(watch(trace(60, [{ k: 20, outcome: 'short-body' }])));
    expect(trial).toMatchObject({ truncatedBodies: 1, failed: 1 });
  });

  test('what a route needs decides whether its failures count against Redis', () => {
    const trial = trialOf(
      watch(
        trace(60, [
          { k: 23, status: 502 }, // GET /catalog
          { k: 25, status: 503 }, // POST /onboarding
        ]),
      ),
    );
    const failed = trial.routes.filter(({ outcomes }) => outcomes['5xx'] !== undefined);
    expect(failed.map((each) => [each.route, each.asksRedis, each.answered503])).toEqual([
      ['GET /catalog', false, 0],
      ['POST /onboarding', true, 1],
    ]);
    expect(trial.failedAfterMs).toHaveLength(1);
  });

  test('one that fails before the fault makes the trial invalid, one under way at the fault does not', () => {
    const before = trialOf(watch(trace(60, [{ k: 5, status: 503 }])));
    const underWay = trialOf(watch(trace(60, [{ k: 9, outcome: 'reset', doneMs: 1_001 }])));
    expect(before.valid).toBe(false);
    expect(underWay).toMatchObject({ valid: true, detectionMs: 0 });
  });

  test('what happened within the bound of a copy is told apart from what happened after it', () => {
    const trial = trialOf(
      watch(
        trace(60, [
          { k: 20, status: 503 }, // At 2,000 ms, a second after the fault and when the bound ends.
          { k: 27, status: 503 },
          { k: 37, status: 503 }, // Healed at 3,000 ms.
        ]),
        { copyBoundMs: 1_000, healedMs: 3_900 },
      ),
    );
    const within = mix.filter(needsOnlyCredential).length;
    expect(trial.boundPhases).toEqual({
      boundMs: 1_000,
      heldMs: 2_000,
      within: { ok: within },
      after: { ok: within - 2, '5xx': 2 },
    });
    expect(trialOf(watch(trace(60))).boundPhases).toBeNull();
  });

  test('marks tell the fault, the logouts and the healing in their order', () => {
    const logouts = [{ triedMs: 2_000, acknowledgedMs: null, attempts: 1, answers: [] }];
    expect(trialOf(watch(trace(60), { logouts })).marks).toEqual([
      { atMs: 0, label: 'Redis frozen' },
      { atMs: 1_000, label: '1 users log out' },
      { atMs: 2_000, label: 'Redis goes on' },
    ]);
  });
});

describe('what the balancer did, from the lists it sends along', () => {
  const retried = (k: number, doneMs: number) => ({
    k,
    doneMs,
    upstream: '10.0.0.2:80, 10.0.0.1:80',
    upstreamStatus: '504, 200',
  });

  test('giving up on a replica leaves it out for two seconds; failures meanwhile are not told again', () => {
    // The first answers of each tell who is where.
    const known = { k: 3, upstream: '10.0.0.2:80', replica: 'arm-2' };
    const outcome = trace(60, [known, retried(20, 2_002), retried(23, 2_302), retried(50, 5_002)]);
    expect(trialOf(watch(outcome))).toMatchObject({
      retriedByBalancer: 3,
      ejections: [
        { replica: 'arm-2', atMs: 1_002 },
        { replica: 'arm-2', atMs: 4_002 },
      ],
    });
  });

  test('when there is nobody left to ask, only those that were asked before are ejected', () => {
    const outcome = trace(60, [
      { k: 20, status: 502, upstream: '10.0.0.2:80, arm', upstreamStatus: '504, 502' },
      { k: 21, status: 502, upstream: 'arm', upstreamStatus: '502' },
    ]);
    const replicas = trialOf(watch(outcome)).ejections.map(({ replica }) => replica);
    expect(replicas).toEqual(['10.0.0.2:80']);
  });

  test('the requests of the fault itself and late logouts tell of ejections too', () => {
    const gaveUp = (upstream: string, doneMs: number) => {
      const answer = { upstream, upstreamStatus: '504', replica: null };
      return { ...answer, doneMs };
    };
    const logout = { triedMs: 2_000, acknowledgedMs: null, attempts: 1 };
    const differences = {
      logouts: [{ ...logout, answers: [gaveUp('10.0.0.3:80', 4_000)] }],
      noted: [gaveUp('10.0.0.1:80', 3_000), gaveUp('10.0.0.2:80', 900)],
    };
    expect(trialOf(watch(trace(60), differences)).ejections).toEqual([
      { replica: 'arm-1', atMs: 2_000 },
      { replica: '10.0.0.3:80', atMs: 3_000 },
    ]);
  });

  test('a 503 of the app ejects nobody', () => {
    const outcome = trace(60, [{ k: 20, status: 503, upstreamStatus: '503' }]);
    expect(trialOf(watch(outcome)).ejections).toEqual([]);
  });
});
