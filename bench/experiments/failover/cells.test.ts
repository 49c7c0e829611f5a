import { describe, expect, test } from 'vitest';
import { cellsOf, cellsWithoutFault } from './cells.ts';
import { trialOf } from './measure.ts';
import { mix } from './mix.ts';
import { observedBefore, observedIn } from './observed.ts';
import { failoverInContainers, failoverPlans } from './plan.ts';
import { trace, traced, trialWith, watch } from './trace.fixture.ts';

const frozen = [{ fault: 'redis-frozen', variant: null }] as const;

/** Every lookup of users from the fault at 1 s to 3 s is answered 503: what `tokens` are expected to do. */
const lookups = Array.from({ length: 20 }, (_, index) => 10 + index).filter((k) =>
  [0, 7, 8].includes(k % 10),
);
const failing = trialOf(
  watch(
    trace(
      60,
      lookups.map((k) => ({ k, status: 503 })),
    ),
  ),
);

describe('what a trial amounts to', () => {
  test('503 for users and nothing else: failed, nobody misjudged, healed', () => {
    expect(observedIn(failing)).toEqual({
      users: 'failed',
      revoked: 'refused',
      redisFree: 'served',
      lasting: false,
    });
  });

  test('one valid user refused outweighs every failure', () => {
    const trial = trialOf(
      watch(
        trace(60, [
          { k: 20, status: 401 },
          { k: 27, status: 503 },
        ]),
      ),
    );
    expect(observedIn(trial).users).toBe('signed-out');
  });

  test('misjudged in the last second of the watch: lasting', () => {
    expect(observedIn(trialOf(watch(trace(60, [{ k: 52, status: 200 }]))))).toMatchObject({
      revoked: 'accepted',
      lasting: true,
    });
  });

  test('one late answer of a hundred is no slowness, three of thirty are', () => {
    const late = (k: number) => ({ k, doneMs: 100 * k + 900 });
    const few = trialOf(watch(trace(400, [late(20)])));
    const many = trialOf(watch(trace(120, [late(20), late(27), late(28)])));
    expect(observedIn(few).users).toBe('served');
    expect(observedIn(many).users).toBe('slowed');
  });
});

describe('expected against observed', () => {
  test('a cell agrees when every trial did what was expected', () => {
    expect(cellsOf(frozen, ['tokens'], [failing])).toMatchObject([
      { contender: 'tokens', trials: 1, trialsAgreeing: 1, agrees: true, surprises: [] },
    ]);
  });

  test('one surprising trial makes the cell a surprise, in words', () => {
    const calm = trialOf(watch(trace(60), { trial: 1 }));
    const [cell] = cellsOf(frozen, ['tokens'], [failing, calm]);
    expect(cell).toMatchObject({ trials: 2, trialsAgreeing: 1, agrees: false });
    expect(cell?.surprises).toEqual(['valid users: expected failed, served in 1 of 2 trials']);
    expect(cell?.observed).toMatchObject({ users: 'failed' });
  });

  test('late in one trial of ten is excused where users should be served, misjudged in one is not', () => {
    const oneOfTen = (outcome: 'slow' | 'false-accept') =>
      Array.from({ length: 10 }, (_, trial) =>
        trialWith({
          trial,
          buckets: [
            { atMs: -800, outcomes: { [trial === 0 ? outcome : 'ok']: 9 }, p50Ms: 2, maxMs: 3 },
          ],
        }),
      );
    expect(cellsWithoutFault(['tokens'], oneOfTen('slow'))).toMatchObject([
      { trials: 10, trialsAgreeing: 9, agrees: true, surprises: [] },
    ]);
    expect(cellsWithoutFault(['tokens'], oneOfTen('false-accept'))).toMatchObject([
      { trials: 10, trialsAgreeing: 9, agrees: false },
    ]);
  });

  describe('on a machine with little processor time to spare', () => {
    const cellIn = (fault: string, idle: number, differences: Parameters<typeof trace>[1]) => {
      const form = { fault, variant: null };
      const outcome = trace(120, differences);
      const trial = trialOf(
        watch(outcome, {
          fault: { ...form, injected: 'broken' },
          idleShare: () => idle,
        }),
      );
      return cellsOf([form], ['tokens'], [trial])[0];
    };
    /** Three of thirty requests of users. */
    const late = [20, 27, 28].map((k) => ({ k, doneMs: 100 * k + 900 }));
    const allFailed = Array.from({ length: 110 }, (_, index) => ({ k: 10 + index, status: 503 }));

    test('a cell that only late answers make differ cannot be told, and says the figure', () => {
      const cell = cellIn('replica-killed', 0.02, late);
      expect(cell).toMatchObject({ agrees: null, surprises: [], observed: { users: 'slowed' } });
      expect(cell?.cannotTell).toEqual([
        'valid users: expected served, slowed in 1 of 1 trials; 3 of 3 late or failed answers came while less than 10 % of the processor time was idle',
      ]);
    });

    test('a revoked credential whose requests all failed is not said to be refused', () => {
      expect(cellIn('redis-restarted-empty', 0.02, allFailed)?.agrees).toBeNull();
    });

    test('with more of it the same answers are a surprise', () => {
      const surprise = { agrees: false, cannotTell: [] };
      expect(cellIn('replica-killed', 0.5, late)).toMatchObject(surprise);
      expect(cellIn('redis-restarted-empty', 0.5, allFailed)).toMatchObject(surprise);
    });

    test('a misjudged credential is a surprise all the same', () => {
      const cell = cellIn('replica-killed', 0.02, [...late, { k: 22, status: 200 }]);
      expect(cell).toMatchObject({ agrees: false, cannotTell: [] });
      expect(cell?.surprises).toEqual([
        'revoked credentials: expected refused, accepted in 1 of 1 trials',
      ]);
    });

    test('failures that are expected stay what was expected', () => {
      const failures = lookups.map((k) => ({ k, status: 503 }));
      expect(cellIn('redis-frozen', 0.02, failures)).toMatchObject({
        agrees: true,
        cannotTell: [],
      });
    });
  });

  test('a cell without a valid trial is not observed, and neither agrees nor surprises', () => {
    const invalid = { ...failing, valid: false };
    expect(cellsOf(frozen, ['tokens'], [invalid])).toMatchObject([
      { observed: null, agrees: null, surprises: [] },
    ]);
  });

  test('the time before the fault is a row of its own, without what was under way at the fault', () => {
    const bucket = (atMs: number, failed: number) => ({
      atMs,
      outcomes: { ok: 10, '5xx': failed },
      p50Ms: 2,
      maxMs: 3,
    });
    const calm = trialWith({ buckets: [bucket(-800, 0), bucket(-400, 1), bucket(0, 9)] });
    const unruly = trialWith({ buckets: [bucket(-800, 1), bucket(-400, 0)] });
    expect(cellsWithoutFault(['tokens'], [calm])).toMatchObject([{ fault: 'none', agrees: true }]);
    expect(cellsWithoutFault(['tokens'], [unruly])).toMatchObject([{ agrees: false }]);
  });

  const kindsOfUsers = mix.flatMap(({ population }, kind) =>
    population === 'valid' ? [kind] : [],
  );
  const profiles = Object.entries(failoverPlans).flatMap(
    ([name, plan]) =>
      [
        [name, plan],
        [`${name}, in containers`, failoverInContainers(plan)],
      ] as const,
  );

  test.for(profiles)(
    'in the profile %s the time before the fault shows whichever kind of request refuses a user',
    ([, { baselineMs, offeredPerSecond }]) => {
      const periodMs = 1_000 / offeredPerSecond;
      // The first request is due 100 ms after the load was started, and up to a period later for the last arm.
      const firstMs = 100 + periodMs;
      const requests = Math.floor((baselineMs - firstMs) / periodMs);
      const shown = kindsOfUsers.filter((refused) => {
        const records = Array.from({ length: requests }, (_, k) =>
          traced({
            k,
            sentMs: firstMs + k * periodMs,
            intendedMs: firstMs + k * periodMs,
            ...(k % mix.length === refused ? { status: 401 } : {}),
          }),
        );
        const outcome = { ...trace(0), ratePerSecond: offeredPerSecond, records };
        const trial = trialOf(watch(outcome, { faultMs: baselineMs, healedMs: baselineMs }));
        return observedBefore(trial).users === 'signed-out';
      });
      expect(shown).toEqual(kindsOfUsers);
    },
  );
});
